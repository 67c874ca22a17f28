"""Statements that name what they are given."""

from shared.persistence.named_parameters import names, to_positional


def test_every_name_has_one_number_wherever_it_comes() -> None:
    first, second = "UPDATE a SET b = :b WHERE c = :c", "DELETE FROM d WHERE c = :c"
    given = names(first, second)
    assert given == ("b", "c")
    assert to_positional(first, given) == "UPDATE a SET b = $1 WHERE c = $2"
    assert to_positional(second, given) == "DELETE FROM d WHERE c = $2"


def test_a_cast_and_a_time_are_no_names() -> None:
    sql = "SELECT '10:30'::time, :who::uuid"
    assert names(sql) == ("who",)
    assert to_positional(sql, ["who"]) == "SELECT '10:30'::time, $1::uuid"
