"""`docs/states.md`: the life of a case file and of an opinion, drawn from the tables of `rules/states.py`."""

from __future__ import annotations

from collections.abc import Iterable

from approdo.procedures.rules import states
from approdo.procedures.rules.states import State


def states_page() -> str:
    """The whole document, in Markdown with Mermaid diagrams."""
    return "\n".join(
        [
            "## Case file",
            "",
            *_diagram((move.source, move.target, move.act) for move in _moves()),
            "",
            "From every state but the last the request may be withdrawn (`withdraw`), which closes the case file.",
            "",
            "### States, and who must move",
            "",
            "| State | Who has the ball | Acts that leave it | Acts that leave it where it is |",
            "| --- | --- | --- | --- |",
            *(_state_row(state) for state in State),
            "",
            "An investigation waits for another office while an opinion is pending. After the decision the next event",
            "of the follow-up says who must move:",
            "",
            "| Next event | Who has the ball |",
            "| --- | --- |",
            *(f"| `{event.value}` | {ball.value} |" for event, ball in states.FOLLOW_UP_BALL.items()),
            "",
            "### Guards",
            "",
            "| Act | Refused with | Source |",
            "| --- | --- | --- |",
            *(
                f"| `{act.value}` | `{guard.code}` | {guard.article} |"
                for act, all_ in states.GUARDS.items()
                for guard in all_
            ),
            "",
            "## Opinion of another office",
            "",
            *_diagram((move.source, move.target, move.act) for move in states.OPINION_TRANSITIONS),
            "",
        ]
    )


def _moves() -> list[states.Transition]:
    return [
        move for move in states.TRANSITIONS if move.source is not move.target and move.act is not states.Act.WITHDRAW
    ]


def _diagram(moves: Iterable[tuple[str, str, str]]) -> list[str]:
    return ["```mermaid", "stateDiagram-v2", *(f"    {a} --> {b}: {act}" for a, b, act in moves), "```"]


def _state_row(state: State) -> str:
    leaving = [f"`{move.act.value}`" for move in states.TRANSITIONS if move.source is state is not move.target]
    staying = [f"`{move.act.value}`" for move in states.TRANSITIONS if move.source is state is move.target]
    return (
        f"| `{state.value}` | {states.BALL[state].value} | {', '.join(leaving) or '–'} | {', '.join(staying) or '–'} |"
    )


def _guard_row(act: states.Act, guard: states.Guard) -> str:
    return f"| `{act.value}` | `{guard.code}` | {guard.article} |"
