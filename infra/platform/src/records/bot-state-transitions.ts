import { Schema } from "effect"
import { Transition } from "@tradetower/domain/bot"
import { container } from "../ports/container.ts"
import { runKey } from "./run-key.ts"

export const BotStateTransitions = container(
  "BotStateTransitions",
  Schema.Struct({ ...runKey, seq: Schema.Int, ...Transition.fields })
)
