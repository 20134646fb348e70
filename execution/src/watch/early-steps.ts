import { isLive } from "@tradetower/domain/bot"
import type { RunId } from "@tradetower/domain/ids"
import type { Instrument } from "@tradetower/domain/market"
import type { StepRecord } from "@tradetower/platform"

/** The newest steps of live runs on markets that are not watched yet. */
export class EarlySteps {
  readonly #steps = new Map<RunId, StepRecord>()

  keep(step: StepRecord): void {
    if (!isLive(step.summary.state)) this.forget(step)
    else if ((this.#steps.get(step.botRunId)?.seq ?? -1) < step.seq) this.#steps.set(step.botRunId, step)
  }

  forget({ botRunId }: StepRecord): void {
    this.#steps.delete(botRunId)
  }

  /** Those of a market; one that is forgotten meanwhile does not come. */
  *of({ symbol, venue }: Instrument): Iterable<StepRecord> {
    for (const step of this.#steps.values()) if (step.venue === venue && step.symbol === symbol) yield step
  }
}
