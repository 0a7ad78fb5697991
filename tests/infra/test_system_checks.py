"""What the machine lacks is said in one line, before anybody asks for a paper."""

from django.core.checks import run_checks

from talentportal.core.system_checks import INSTALL, printing_is_possible


def test_this_machine_can_print():
    assert printing_is_possible() == []
    assert "talentportal.W001" not in {message.id for message in run_checks()}


def test_a_missing_library_is_named_with_the_way_to_install_it():
    (warning,) = printing_is_possible({"Pango": ("libno-such-pango.so.0", "no-such-pango"), "HarfBuzz": ("libc.so.6",)})
    assert "Pango" in warning.msg
    assert "HarfBuzz" not in warning.msg
    assert (warning.id, warning.hint) == ("talentportal.W001", INSTALL)
