package dev.signbridge.internal

import dev.signbridge.ErrorKind

/** What `toString` shows of a personal or secret value. */
internal fun redacted(value: Any?): String = if (value == null) "null" else "[redacted]"

/** A builder's member that must have been set. */
internal fun <T : Any> required(name: String, value: T?): T =
    value ?: throw ErrorRecord.ofField(ErrorKind.INVALID_REQUEST, name, "must be given").toException()
