"""The made-up borough is measured by plain tools; whether it is hard enough is judged on a larger one."""

from plainview.synthetic.difficulty.measure import measure


def test_plain_tools_are_measured_on_the_truth(larkmere, figure):
    found = measure(larkmere.folder / "truth")
    link, notes = found.linkage, found.notes
    figure(f"plain Splink: F1 {link.f1:.4f} on {link.records} records, {link.twins_mixed} of {link.twins} twins mixed")
    figure(f"bare keywords: precision {notes.precision:.3f}, recall {notes.recall:.3f}; runs {found.runs}")
    assert link.people < link.records
    assert 0.5 < link.recall <= 1
    assert 0.1 < notes.precision <= 0.55
    assert found.runs.common_share_of_all < 0.1
