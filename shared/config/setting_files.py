"""Files and folders that a setting names, looked at before anything is started."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from shared.kernel import texts
from shared.rules import days_off, instruments, measure_plan, safety_script


def _text_of(path: Path) -> str:
    try:
        return texts.text_of(path)
    except texts.UndecodableText as why:
        raise ValueError(f"names a file that cannot be read: {why}") from None


def _plan(path: Path) -> object:
    try:
        return measure_plan.parse(_text_of(path))
    except measure_plan.WrongPlan as wrong:
        raise ValueError("is not a measure plan: " + "; ".join(str(wrong).splitlines())) from None


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("names a folder that is not there")
    return path


def _instruments(path: Path) -> object:
    try:
        return instruments.library(_folder(path))
    except instruments.WrongDefinition as wrong:
        raise ValueError("; ".join(str(wrong).splitlines())) from None


def _that_holds(read: Callable[[Path], object]) -> AfterValidator:
    """The same path, if `read` takes what is there; it raises ValueError where it does not."""

    def checked(path: Path) -> Path:
        read(path)
        return path

    return AfterValidator(checked)


Plan = Annotated[Path, _that_holds(_plan)]
DaysOff = Annotated[Path, _that_holds(lambda path: days_off.parse(_text_of(path)))]
Script = Annotated[Path, _that_holds(safety_script.read)]
Folder = Annotated[Path, _that_holds(_folder)]
Instruments = Annotated[Path, _that_holds(_instruments)]
