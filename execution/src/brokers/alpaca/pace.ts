import { Context } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { RequestWindow, type Window } from "../../wire/request-window.ts"

/** Requests a minute that an account may make, whoever makes them; a part is kept for cancels and closes. */
const WINDOW: Window = { requests: 200, within: 60_000, kept: 60 }

/** More accounts than a process has open: paces of the oldest are forgotten, which were used long ago. */
const MOST = 1_000

/** The pace of each key: one for all that ask with it. */
export class AlpacaPaces {
  readonly #paces = new OldestOut<string, RequestWindow>(MOST)
  readonly #window: Window

  constructor(window = WINDOW) {
    this.#window = window
  }

  of(name: string): RequestWindow {
    const known = this.#paces.get(name) ?? new RequestWindow(this.#window)
    this.#paces.set(name, known)
    return known
  }
}

/** One for the process: what counts requests counts all of them. */
export const Paces = Context.Reference<AlpacaPaces>("@tradetower/execution/AlpacaPaces", {
  defaultValue: () => new AlpacaPaces()
})
