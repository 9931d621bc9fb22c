"""RFC 6962 trees against the test vectors of the Certificate Transparency project."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.merkle import (
    EMPTY_ROOT,
    GrowingTree,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    root_of,
)

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
G = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[3]]),
    (2, 5, [B, D]),
    (6, 7, [F, G, ROOTS[3]]),
]
SOME_LEAVES = st.lists(st.binary(min_size=1, max_size=3).map(leaf_hash), min_size=1, max_size=40)


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert GrowingTree().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_vectors(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_vectors(index: int, size: int, proof: list[str]) -> None:
    assert [step.hex() for step in inclusion_proof(LEAVES[:size], index)] == proof


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_vectors(old: int, size: int, proof: list[str]) -> None:
    assert [step.hex() for step in consistency_proof(LEAVES[:size], old)] == proof


@given(SOME_LEAVES)
def test_a_tree_taken_up_again_from_its_peaks_grows_as_if_never_put_down(
    leaves: list[bytes],
) -> None:
    tree = GrowingTree()
    for leaf in leaves:
        tree = GrowingTree(tree.size, tree.peaks)
        tree.append(leaf)
    assert tree.root() == root_of(leaves)


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        GrowingTree(3, [EMPTY_ROOT])


@given(SOME_LEAVES, st.data())
def test_every_leaf_can_be_proved_and_no_other_in_its_place(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = root_of(leaves), inclusion_proof(leaves, index)
    assert includes(root, len(leaves), index, leaves[index], proof)
    assert not includes(root, len(leaves), index, leaf_hash(b"forged"), proof)
    assert not includes(root, len(leaves), index, leaves[index], [*proof, EMPTY_ROOT])
    assert not includes(root, len(leaves), len(leaves), leaves[index], proof)
    if proof:
        assert not includes(root, len(leaves), index, leaves[index], proof[:-1])


@given(SOME_LEAVES, st.data())
def test_every_earlier_state_can_be_proved_and_a_rewritten_one_not(
    leaves: list[bytes], data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    root, proof = root_of(leaves), consistency_proof(leaves, old)
    size = len(leaves)
    assert extends(old, root_of(leaves[:old]), size, root, proof)
    rewritten = [*leaves[: old - 1], leaf_hash(b"rewritten")]
    assert not extends(old, root_of(rewritten), size, root, proof)
    assert not extends(old, root_of(leaves[:old]), size, EMPTY_ROOT, proof)
    assert not extends(0, EMPTY_ROOT, size, root, proof)


@pytest.mark.parametrize("index", [-1, 8])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(LEAVES, index)


@pytest.mark.parametrize("size", [0, 9])
def test_there_is_no_proof_of_a_state_that_never_was(size: int) -> None:
    with pytest.raises(ValueError, match="no earlier state"):
        consistency_proof(LEAVES, size)
