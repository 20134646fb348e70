import { Effect } from "effect"
import { Latest } from "./latest.ts"

/** So many rows are remembered as told of. */
const MOST = 1_000

/** Rows of an account's lists that can't be read and are none of ours: each is told of once. */
export class PassedOver {
  readonly #told = new Latest<string>(MOST)
  readonly #broker: string

  /** `broker`: as it is called in what is told. */
  constructor(broker: string) {
    this.#broker = broker
  }

  /** `row`: what tells it from others, `trade 17`: none of what it holds. */
  tell(row: string): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.#told.isNew(row)
        ? Effect.logWarning(`${this.#broker} lists what can't be read here and is none of ours: ${row}`)
        : Effect.void
    )
  }
}
