"""The OpenAPI 3.1 document of the desks' face, made from the very structs that read and write the messages."""

from typing import Any

import msgspec
from flask import Response

from shared_models.protocol.attached import RECORD_HEADER, FilesReply, FilesRequest
from shared_models.protocol.elsewhere import Asked
from shared_models.protocol.framing import MAX_BODY_BYTES, MEDIA_TYPE
from shared_models.protocol.messages import (
    LENGTH_HEADER,
    OFFSET_HEADER,
    PROTOCOL_HEADER,
    SUPPORTED,
    DigestReply,
    DigestRequest,
    EnrolmentReply,
    EnrolmentRequest,
    SyncReply,
    SyncRequest,
)
from sync_server.web.desks.blueprint import desks

API_VERSION = "1"


class RefusedAnswer(msgspec.Struct, rename={"kind": "type"}):
    """What every refusal looks like (RFC 9457), with one sentence for people in each language."""

    kind: str
    status: int
    title: str
    code: str
    sentence_en: str
    sentence_ur: str
    path: str = ""
    params: dict[str, str] = {}


@desks.get("/openapi.json")
def description() -> Response:
    """The document itself."""
    return Response(msgspec.json.encode(openapi()), content_type="application/json")


def openapi() -> dict[str, Any]:
    """The document as plain values."""
    structs = (
        *(EnrolmentRequest, EnrolmentReply, SyncRequest, SyncReply, DigestRequest, DigestReply),
        *(FilesRequest, FilesReply, Asked, RefusedAnswer),
    )
    references, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    ask_enrol, answer_enrol, ask_sync, answer_sync, ask_digests, answer_digests, *rest = references
    ask_files, answer_files, ask_list, refused = rest
    return {
        "openapi": "3.1.0",
        "info": {"title": "FRC Registration: desks and head office", "version": API_VERSION},
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/enrol": {
                "post": {
                    "operationId": "enrol",
                    "summary": "A machine shows a one-time code and asks to become a desk",
                    "requestBody": _body("application/json", ask_enrol),
                    "responses": _responses("application/json", answer_enrol, refused),
                }
            },
            "/sync": {
                "post": {
                    "operationId": "sync",
                    "summary": "Sends sealed batches and the cursor; the answer carries receipt and page",
                    "description": _FRAMES,
                    "parameters": [_header(PROTOCOL_HEADER, f"one of {list(SUPPORTED)}"), *_SIGNED],
                    "requestBody": _body(MEDIA_TYPE, _framed(ask_sync)),
                    "responses": _responses(MEDIA_TYPE, _framed(answer_sync), refused),
                }
            },
            "/digests": _digests(ask_digests, answer_digests, refused),
            "/blobs/{hash}": _blob(refused),
            "/files": _files(ask_files, answer_files, refused),
            "/files/{hash}": _file(refused),
            "/reference/{hash}": _signed_file(
                refused,
                "referenceVersion",
                "A published version of the reference data, whole or the bytes that Range asks for",
            ),
            "/elsewhere": _elsewhere(ask_list, refused),
            "/elsewhere/{hash}": _signed_file(
                refused, "elsewhereFile", "A file of the list of other offices, whole or the bytes that Range asks for"
            ),
            "/openapi.json": {
                "get": {"operationId": "description", "responses": {"200": {"description": "This document"}}}
            },
        },
        "components": {"schemas": components},
    }


def _digests(asked: dict[str, Any], answered: dict[str, Any], refused: dict[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "operationId": "digests",
            "summary": "A desk that counts otherwise finds out where; records come whole",
            "parameters": [_header(PROTOCOL_HEADER, f"one of {list(SUPPORTED)}"), *_SIGNED],
            "requestBody": _body("application/json", asked),
            "responses": _responses(MEDIA_TYPE, _framed(answered), refused),
        }
    }


def _elsewhere(asked: dict[str, Any], refused: dict[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "operationId": "elsewhere",
            "summary": "Which files of the list of other offices the desk lacks, and the secret of its keys, sealed to the desk",
            "parameters": [*_SIGNED],
            "requestBody": _body("application/json", asked),
            "responses": _responses("application/octet-stream", _BYTES, refused),
        }
    }


def _signed_file(refused: dict[str, Any], operation: str, summary: str) -> dict[str, Any]:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [
                {"name": "hash", "in": "path", "required": True, "schema": {"type": "string"}},
                *_SIGNED,
            ],
            "responses": {
                "200": {"description": "The signed file", "content": {"application/octet-stream": {"schema": _BYTES}}},
                "206": {"description": "A piece of it; Content-Range tells how long the whole is"},
                **_refusals(refused),
            },
        }
    }


def _blob(refused: dict[str, Any]) -> dict[str, Any]:
    return {
        "put": {
            "operationId": "uploadPart",
            "summary": "Sends a part of a sealed batch that the line did not carry in one piece",
            "parameters": [
                {"name": "hash", "in": "path", "required": True, "schema": {"type": "string"}},
                _header(OFFSET_HEADER, "where in the blob this part begins"),
                _header(LENGTH_HEADER, "how long the whole blob is"),
                *_SIGNED,
            ],
            "requestBody": _body("application/octet-stream", _BYTES),
            "responses": {"200": {"description": "What arrived is kept"}, **_refusals(refused)},
        }
    }


def _files(asked: dict[str, Any], answered: dict[str, Any], refused: dict[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "operationId": "takeFiles",
            "summary": "Which of these photos and papers does head office hold? Those that follow are kept",
            "description": _FRAMES,
            "parameters": [_header(PROTOCOL_HEADER, f"one of {list(SUPPORTED)}"), *_SIGNED],
            "requestBody": _body(MEDIA_TYPE, _framed(asked)),
            "responses": _responses("application/json", answered, refused),
        }
    }


def _file(refused: dict[str, Any]) -> dict[str, Any]:
    named = [
        {"name": "hash", "in": "path", "required": True, "schema": {"type": "string"}},
        _header(RECORD_HEADER, "the attachment record of the desk's office that speaks of the file"),
        *_SIGNED,
    ]
    return {
        "put": {
            "operationId": "uploadFilePart",
            "summary": "Sends a part of a photo or paper that the line did not carry in one piece",
            "parameters": [
                *named,
                _header(OFFSET_HEADER, "where in the file this part begins"),
                _header(LENGTH_HEADER, "how long the whole file is"),
            ],
            "requestBody": _body("application/octet-stream", _BYTES),
            "responses": {"200": {"description": "What arrived is kept"}, **_refusals(refused)},
        },
        "get": {
            "operationId": "filePiece",
            "summary": "The encrypted bytes of a photo or paper, whole or those that Range asks for",
            "parameters": named,
            "responses": {
                "200": {"description": "The file", "content": {"application/octet-stream": {"schema": _BYTES}}},
                "206": {"description": "A piece of it; Content-Range tells how long the whole is"},
                **_refusals(refused),
            },
        },
    }


_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
_FRAMES = (
    "A body is a row of frames, each four bytes of length (big-endian) and that many bytes: first the JSON message, "
    f"then the blobs it announces. At most {MAX_BODY_BYTES} bytes."
)


def _header(name: str, meaning: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": meaning, "schema": {"type": "string"}}


_SIGNED = [
    _header("Signature", "RFC 9421, ed25519, label frc"),
    _header("Signature-Input", "covered components; the nonce is a counter that only rises"),
]


def _framed(first: dict[str, Any]) -> dict[str, Any]:
    return {**_BYTES, "x-first-frame": first}


def _body(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def _responses(media: str, schema: dict[str, Any], refused: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "Done", "content": {media: {"schema": schema}}}, **_refusals(refused)}


def _refusals(refused: dict[str, Any]) -> dict[str, Any]:
    return {"4XX": {"description": "Refused", "content": {"application/problem+json": {"schema": refused}}}}
