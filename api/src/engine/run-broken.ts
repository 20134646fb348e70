import { Schema } from "effect"
import { RunId } from "@tradetower/domain/ids"

/**
 * A run whose records can't be folded, or whose step failed: it is shown as ERROR and not traded on. Its messages go to
 * the dead letters, from where they can be put back once the cause is mended.
 */
export class RunBroken extends Schema.TaggedError<RunBroken>()("RunBroken", {
  runId: RunId,
  seq: Schema.Int,
  /** What is wrong, for the operator. */
  message: Schema.String
}) {}
