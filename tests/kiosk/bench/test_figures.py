import json

from kiosk.bench.figures import Figure, table


def test_one_slow_sample_does_not_decide() -> None:
    figure = Figure("first frame", "s", (0.4, 0.41, 9.0), 0.6)
    assert figure.value == 0.41
    assert figure.met


def test_a_missed_promise_is_told() -> None:
    figure = Figure("first frame", "s", (0.7, 0.8, 0.9), 0.6)
    assert not figure.met
    assert "MISSED" in table([figure])
    assert json.loads(json.dumps(figure.as_json()))["met"] is False


def test_the_table_has_a_line_for_each_figure() -> None:
    figures = [Figure("memory", "MB", (241.4,), 260), Figure("idle load", "%", (1.25, 1.5), 3)]
    _, memory, idle = table(figures).splitlines()
    assert memory.split() == ["memory", "241", "MB", "241", "…", "241", "≤", "260", "MB", "met"]
    assert "1.38 %" in idle


def test_a_promise_about_nearly_all_is_decided_by_their_slowest() -> None:
    times = (*[1.0] * 970, *[50.0] * 30)
    assert Figure("commit", "ms", times, 20).met
    nearly_all = Figure("commit", "ms", times, 20, percentile=99)
    assert not nearly_all.met
    assert nearly_all.value == 50
