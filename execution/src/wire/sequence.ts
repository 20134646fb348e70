/** What a message's number says of the connection: it is the next, it was told before, or so many before it got lost. */
export type Place = "NEXT" | "OLD" | { readonly lost: number }

/** Counts the messages of one connection by the numbers they carry: each is one more than the one before. */
export class Sequence {
  #next: number

  /** `first`: the number of a connection's first message. */
  constructor(first = 0) {
    this.#next = first
  }

  /** Takes the next message in. Once some got lost the connection is of no use any more. */
  take(number: number): Place {
    if (number < this.#next) return "OLD"
    const lost = number - this.#next
    this.#next = number + 1
    return lost === 0 ? "NEXT" : { lost }
  }
}
