"""Bodies that a service has to take, made from what it tells of its messages."""

import uuid

from google.protobuf.message import Message

from installation import AUDIENCE, FRIEND, MUNICIPALITY
from reflected import Method

# Fields that name something by other means than a UUID.
_SLUGS = {"programme_id": FRIEND, "audience": AUDIENCE, "purpose_id": "referral", "reason_id": "newborn",
          "milestone_code": "cv", "outcome_code": "own-field"}


class Bodies:
    """Valid bodies that name what a family has."""

    def __init__(self, family, *, unknown: bool = False):
        self._family = family
        # Instead of the family's ids such as nobody has.
        self._unknown = unknown
        # Of the body made last: whether it names anything of the family, and what it should name and the family lacks.
        self.names_something = False
        self.lacks: set[str] = set()

    def of(self, method: Method) -> Message:
        self.names_something, self.lacks = False, set()
        body = method.request()
        self._fill(body, top=True)
        return body

    def _fill(self, message: Message, *, top: bool = False) -> None:
        described = message.DESCRIPTOR
        chosen = {oneof.fields[0].name for oneof in described.oneofs}
        for field in described.fields:
            if field.containing_oneof and field.name not in chosen or _stays_empty(field):
                continue
            if field.message_type:
                into = getattr(message, field.name).add() if field.is_repeated else getattr(message, field.name)
                into.SetInParent()
                self._fill(into)
            elif field.is_repeated:
                getattr(message, field.name).extend(self._several(field))
            elif (value := self._one(field, top)) is not None:
                setattr(message, field.name, value)

    def _several(self, field) -> list:
        if field.enum_type:
            return [value.number for value in field.enum_type.values if value.number]
        return [self._one(field, top=True)]

    def _one(self, field, top: bool):
        if field.enum_type:
            return next(value.number for value in field.enum_type.values if value.number)
        if field.type == field.TYPE_STRING:
            return self._text(field.name, top)
        if field.type == field.TYPE_BOOL:
            return field.name != "counts_only"
        if field.type == field.TYPE_BYTES:
            return b""
        return {"page_size": 200, "year": int(self._family.today[:4]) - 1}.get(field.name, 1)

    def _text(self, name: str, top: bool) -> str | None:
        family, single = self._family, name.removesuffix("s")
        if name == "request_id":
            return str(uuid.uuid4())
        if single in _SLUGS:
            return _SLUGS[single]
        if name in ("agreement_id", "grant_id", "partner_id", "rule_id"):
            if not top:
                return f"new-{uuid.uuid4().hex[:8]}"
            return self._named(family.district.agreement, f"none-{uuid.uuid4().hex[:8]}")
        if name == "cohort_code":
            # Their programme has no intakes.
            self.lacks.add(name)
            return self._named("spring-2025", "autumn-2025")
        if single.endswith("_id"):
            kind = _kind(single)
            if kind == "actor_id":
                return family.district.actor("coordinator")
            if kind not in family.ids:
                self.lacks.add(kind)
            return self._named(family.ids.get(kind, family.ids["person_id"])[0], str(uuid.uuid4()))
        if name == "code" and top:
            return self._named(family.code, "23456789ABC")
        if name == "text" and top:
            return self._named(family.family_name, "Eikukaan")
        return self._plain(name)

    def _named(self, known: str, unknown: str) -> str:
        self.names_something = True
        return unknown if self._unknown else known

    def _plain(self, name: str) -> str | None:
        family = self._family
        if name in ("until", "agreed_until", "answer_by", "expires_on", "next_step_on", "last_on", "to", "valid_to",
                    "last_day", "look_again_on", "reopens_on", "follow_up_on"):
            return family.day(30)
        if name in ("from", "date", "first_on", "valid_from", "issued_on", "notified_on",
                    "first_day", "spent_on"):
            return family.today
        if name in ("time", "start_time"):
            return "17:30"
        if name in ("birth_month", "child_birth_months"):
            return "2021-04"
        if name in ("municipality_code", "municipality_codes"):
            return MUNICIPALITY
        if name == "code" or name.endswith("language"):
            return "fi"
        return {"email": "a@b.example", "phone": "040 0000000", "profession_code": "2221", "county_code": "02",
                "topic": "basic", "topics": "outdoors", "interests": "outdoors", "role": "friend",
                "wording_version": "1", "body": "{code} {link}"}.get(name, "Sana")


# What only some may fill, or what would contradict the rest of its message.
_EMPTY = {"occurred_on", "page_token", "zone", "redirected_to_programme_id", "override_justification", "decline_reason",
          "breaks", "exceptions", "removed_person_ids", "locked", "vetoed", "table_id"}


def _stays_empty(field) -> bool:
    others = field.containing_type.fields_by_name
    either = field.name == "match_id" and ("first_meeting_id" in others or "proposal_id" in others)
    # A programme without intakes and outcomes is planned whole, and its pairs end without one.
    without = field.name == "cohort_code" and "locked" in others or field.name == "outcome" and "new_friend_wanted" in others
    # Who says yes to a place neither declines nor leaves.
    agrees = "leave_reason" in others and field.name in ("leave_reason", "new_place_wanted", "note")
    return either or without or agrees or field.name in _EMPTY


def _kind(name: str) -> str:
    """`leader_person_id` names a person."""
    return next((kind for kind in ("person_id", "group_id", "actor_id") if name.endswith("_" + kind)), name)
