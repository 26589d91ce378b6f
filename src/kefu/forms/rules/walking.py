"""The way through a form: which items are asked, given the answers so far. The same in web/src/shared/forms/walk.ts."""

from collections.abc import Iterable, Iterator, Mapping

from kefu.forms.model import END, Answer, Answers, Condition, Definition, Fault, Item, Kind, Op, Walk
from kefu.forms.rules.answering import fault_of, is_blank, is_number


def walk(definition: Definition, answers: Answers) -> Walk:
    """Tell which items are asked and whether nothing is missing or wrong; terminates for any definition."""
    asked: list[str] = []
    is_done = True
    for item, _, fault in visit(definition, answers):
        asked.append(item.code)
        is_done = is_done and fault is None
    return Walk(tuple(asked), is_done)


def check(definition: Definition, answers: Answers) -> tuple[Fault, ...]:
    """List what is missing or wrong, and answers to items that there are not; who is not asked may answer."""
    known = {item.code for item in definition.items if item.kind is not Kind.INFO}
    unknown = [Fault(item=code, code="form-answer-unknown") for code in answers if code not in known]
    return (*(fault for _, _, fault in visit(definition, answers) if fault is not None), *unknown)


def kept(definition: Definition, answers: Answers) -> dict[str, Answer]:
    """Return the answers that count, in the form's order: asked for, not blank, nothing wrong with them."""
    return {item.code: answer for item, answer, _ in visit(definition, answers) if answer is not None}


def visit(definition: Definition, answers: Answers) -> Iterator[tuple[Item, Answer, Fault | None]]:
    """Go through the items that are asked, with the answer when it counts, and what is wrong."""
    items = definition.items
    places = {item.code: place for place, item in enumerate(items)}
    counting: dict[str, Answer] = {}
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        if not holds(item.show_if, counting):
            continue
        answer = answers.get(item.code)
        fault = Fault(item=item.code, code="answer-missing") if item.is_required else None
        if item.kind is Kind.INFO or is_blank(answer):
            answer, fault = None, None if item.kind is Kind.INFO else fault
        else:
            fault = fault_of(item, answer)
            answer = None if fault else answer
        if answer is not None:
            counting[item.code] = answer
        yield item, answer, fault
        at = next_place(item, at, counting, places, len(items))


def next_place(item: Item, after: int, counting: Answers, places: Mapping[str, int], end: int) -> int:
    """Return where it goes on after an item; a jump that leads back, or nowhere, is not taken."""
    for jump in item.jumps:
        if holds(jump.when, counting):
            target = end if jump.to == END else places.get(jump.to, after)
            return max(target, after)
    return after


def holds(conditions: Iterable[Condition], counting: Answers) -> bool:
    """Tell whether all conditions hold for the answers that count."""
    return all(_holds(condition, counting.get(condition.item)) for condition in conditions)


def _holds(condition: Condition, answer: Answer) -> bool:
    if answer is None or condition.op in (Op.ANSWERED, Op.UNANSWERED):
        return (answer is None) is (condition.op is Op.UNANSWERED)
    values = condition.values
    if condition.op in (Op.AT_LEAST, Op.AT_MOST):
        if not (values and is_number(answer) and is_number(values[0])):
            return False
        return bool(answer >= values[0] if condition.op is Op.AT_LEAST else answer <= values[0])
    is_one = any(each in values for each in (answer if isinstance(answer, list) else [answer]))
    return is_one is (condition.op is Op.IS)
