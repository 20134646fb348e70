import { Schema } from "effect"

/** A bot that asks to be woken again and again at one price and one moment: a defect of its strategy. */
export class NeverSleeps extends Schema.TaggedError<NeverSleeps>()("NeverSleeps", {
  at: Schema.Int,
  price: Schema.Int
}) {
  override get message(): string {
    return `the bot does not come to rest at ${this.price} ticks, time ${this.at}: its steps keep waking it`
  }
}
