"""Writes the generated documents and says which of them changed."""

from tooling.generated import documents
from tooling.places import ROOT


def main() -> None:
    for path, content in documents().items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(content, encoding="utf-8")
        print(f"  {path.relative_to(ROOT)}  {'current' if old == content else 'written anew'}")


main()
