const LISTED = /^\/iserver\/account\/(orders|trades)$|^\/portfolio\/accounts$/

export interface PacingOptions {
  readonly listEach: number | undefined
  readonly perSecond: number | undefined
  readonly ban: number | undefined
}

/** Counts what comes from an address: who asks too often is shut out of everything. */
export class Pacing {
  readonly #listEach: number
  readonly #perSecond: number
  readonly #ban: number
  readonly #asked: Array<number> = []
  readonly #listed = new Map<string, number>()
  #until = 0
  /** How often somebody was shut out. */
  bans = 0

  constructor({ ban = 900_000, listEach = 5_000, perSecond = 10 }: PacingOptions) {
    this.#listEach = listEach
    this.#perSecond = perSecond
    this.#ban = ban
  }

  isTooMuch(path: string, throttled: boolean): boolean {
    const now = Date.now()
    if (now < this.#until) return true
    while ((this.#asked[0] ?? now) <= now - 1_000) this.#asked.shift()
    this.#asked.push(now)
    const last = this.#listed.get(path) ?? -Infinity
    if (LISTED.test(path)) this.#listed.set(path, now)
    // A turn is a little late or early on the way.
    const tooSoon = LISTED.test(path) && now - last < this.#listEach - 5
    if (!throttled && !tooSoon && this.#asked.length <= this.#perSecond) return false
    this.bans++
    this.#until = now + this.#ban
    return true
  }
}
