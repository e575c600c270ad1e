"""A gRPC client that knows nothing but what a server tells of itself by reflection."""

from dataclasses import dataclass, field

import grpc
from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

POSITION = "x-rinnalla-position"
BEHIND = "x-rinnalla-behind"

# Longer than any wait a service allows itself; a call that reaches it hangs.
PATIENCE = 5

_LARGE = 32 * 1024 * 1024


@dataclass
class Answer:
    """What came back, whichever it was. `raw` is everything that reached the client, for looking for words in it."""

    code: grpc.StatusCode
    text: str
    message: Message | None
    metadata: dict[str, str | bytes]
    raw: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return self.code is grpc.StatusCode.OK

    @property
    def position(self) -> str:
        return self.metadata.get(POSITION, "")

    @property
    def violations(self) -> dict[str, str]:
        """Field and what is wrong with it, of an INVALID_ARGUMENT."""
        return {violation.field: violation.description
                for detail in self._details("BadRequest") for violation in detail.field_violations}

    @property
    def reason(self) -> str:
        """Of a FAILED_PRECONDITION."""
        return next((detail.reason for detail in self._details("ErrorInfo")), "")

    def _details(self, name: str) -> list[Message]:
        status = _DETAILS["Status"].FromString(self.metadata.get("grpc-status-details-bin", b""))
        return [_DETAILS[name].FromString(detail.value) for detail in status.details
                if detail.type_url.endswith(f"/google.rpc.{name}")]

    def __str__(self) -> str:
        return f"{self.code.name} {self.text!r} {self.reason or self.violations or ''}"


class Method:
    def __init__(self, process: "Process", descriptor, action: str):
        self.process = process
        self.descriptor = descriptor
        self.path = f"/{descriptor.containing_service.full_name}/{descriptor.name}"
        self.name = descriptor.name
        self.action = action
        self.input = descriptor.input_type
        self.request = message_factory.GetMessageClass(descriptor.input_type)
        self.reply = message_factory.GetMessageClass(descriptor.output_type)

    @property
    def is_command(self) -> bool:
        return "request_id" in self.input.fields_by_name

    def send(self, request: Message | bytes, *, token: str = "", position: str = "") -> Answer:
        body = request if isinstance(request, bytes) else request.SerializeToString()
        return self.process.send(self.path, body, token=token, position=position, reply=self.reply)

    def __repr__(self) -> str:
        return self.path


@dataclass
class Service:
    name: str
    methods: list[Method]


class Process:
    """A server at an address, and the address of its health page."""

    def __init__(self, name: str, url: str, health: str):
        self.name, self.health = name, health
        self.channel = grpc.insecure_channel(url.removeprefix("http://"), options=[
            ("grpc.max_send_message_length", _LARGE), ("grpc.max_receive_message_length", _LARGE),
            ("grpc.enable_retries", 0)])
        self._database = ProtoReflectionDescriptorDatabase(self.channel)
        self._pool = DescriptorPool(self._database)

    def described(self) -> list[Service]:
        """Every service of Rinnalla that the server describes."""
        names = sorted(name for name in self._database.get_services() if name.startswith("rinnalla."))
        return [self._service(name) for name in names]

    def _service(self, name: str) -> Service:
        described = self._pool.FindServiceByName(name)
        return Service(name, [Method(self, method, self._action(method)) for method in described.methods])

    def _action(self, method) -> str:
        # The method's own options class does not know the extension; the server's description of it does.
        options = message_factory.GetMessageClass(self._pool.FindMessageTypeByName("google.protobuf.MethodOptions"))
        extension = self._pool.FindExtensionByName("rinnalla.access.v1.action")
        stated = options.FromString(method.GetOptions().SerializeToString())
        return extension.enum_type.values_by_number[stated.Extensions[extension]].name

    def send(self, path: str, body: bytes, *, token: str = "", position: str = "", authorization: str = "",
             reply: type[Message] | None = None) -> Answer:
        metadata = []
        if token or authorization:
            metadata.append(("authorization", authorization or f"Bearer {token}"))
        if position:
            metadata.append((POSITION, position))
        call = self.channel.unary_unary(path)
        try:
            body, done = call.with_call(body, metadata=metadata, timeout=PATIENCE, wait_for_ready=True)
        except grpc.RpcError as failed:
            body, done = b"", failed
        told = dict([*(done.initial_metadata() or ()), *(done.trailing_metadata() or ())])
        raw = b"\0".join([body, (done.details() or "").encode(),
                          *(value if isinstance(value, bytes) else value.encode() for value in told.values())])
        message = reply.FromString(body) if reply and done.code() is grpc.StatusCode.OK else None
        return Answer(done.code(), done.details() or "", message, told, raw)


def filled(request: type[Message], /, **fields) -> Message:
    """A message of plain values: numbers, texts, names of enum values, dictionaries and lists of them."""
    message = request()
    _fill(message, fields)
    return message


def _fill(message: Message, fields: dict) -> None:
    for name, value in fields.items():
        described = message.DESCRIPTOR.fields_by_name[name]
        if described.is_repeated:
            for each in value:
                if described.message_type:
                    _fill(getattr(message, name).add(), each)
                else:
                    getattr(message, name).append(_plain(described, each))
        elif described.message_type:
            getattr(message, name).SetInParent()
            _fill(getattr(message, name), value)
        else:
            setattr(message, name, _plain(described, value))


def _plain(described, value):
    if described.enum_type and isinstance(value, str):
        return described.enum_type.values_by_name[value].number
    return value


def named(message: Message, field: str) -> str:
    """The name of an enum field's value."""
    described = message.DESCRIPTOR.fields_by_name[field].enum_type
    return described.values_by_number[getattr(message, field)].name


def _error_details() -> dict[str, type[Message]]:
    """The parts of google.rpc that a failure may carry. A server does not describe them by reflection."""
    kinds = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="details.proto", package="details", syntax="proto3")

    def described(name, *fields):
        added = file.message_type.add(name=name)
        for number, field_name, kind in fields:
            if isinstance(kind, str):
                added.field.add(name=field_name, number=number, type=kinds.TYPE_MESSAGE, type_name=f".details.{kind}",
                                label=kinds.LABEL_REPEATED)
            else:
                added.field.add(name=field_name, number=number, type=kind, label=kinds.LABEL_OPTIONAL)

    described("Violation", (1, "field", kinds.TYPE_STRING), (2, "description", kinds.TYPE_STRING))
    described("BadRequest", (1, "field_violations", "Violation"))
    described("ErrorInfo", (1, "reason", kinds.TYPE_STRING), (2, "domain", kinds.TYPE_STRING))
    described("Detail", (1, "type_url", kinds.TYPE_STRING), (2, "value", kinds.TYPE_BYTES))
    described("Status", (1, "code", kinds.TYPE_INT32), (2, "message", kinds.TYPE_STRING), (3, "details", "Detail"))
    made = message_factory.GetMessages([file])
    return {name.removeprefix("details."): each for name, each in made.items()}


_DETAILS = _error_details()
