import { OldestOut } from "@tradetower/domain/oldest-out"

/** How many message ids a run remembers; a repeat comes within moments, so this is far more than enough. */
const REMEMBERED = 500

/** The ids of the messages a run's last steps were made of, with the step each made. */
export class RecentMessages {
  readonly #steps = new OldestOut<string, number>(REMEMBERED)

  /** The step a message made, if it is remembered. */
  stepOf(messageId: string): number | undefined {
    return this.#steps.get(messageId)
  }

  add(messageId: string, seq: number): void {
    this.#steps.set(messageId, seq)
  }
}
