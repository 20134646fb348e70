import type { Account, TastytradeBook } from "./tastytrade-book.ts"

const LIFE = 900_000

/** Tokens, each good for a quarter of an hour of a clock that is moved from outside. */
export class Tokens {
  readonly #book: TastytradeBook
  readonly #tokens = new Map<string, { readonly account: Account; readonly until: number }>()
  #ahead = 0
  #count = 0
  /** How often somebody asked for one. */
  asked = 0
  /** All that were given. */
  readonly given: Array<string> = []

  constructor(book: TastytradeBook) {
    this.#book = book
  }

  /** Its clock goes on by so much, ms. */
  pass(millis: number): void {
    this.#ahead += millis
  }
  /** None is good any more. */
  endAll(): void {
    this.#tokens.clear()
  }

  #now(): number {
    return Date.now() + this.#ahead
  }

  grant(body: Readonly<Record<string, unknown>>): readonly [number, Record<string, unknown>] {
    this.asked++
    const { faults } = this.#book
    const refused = [400, { error: "invalid_grant", error_description: "Grant revoked" }] as const
    if (faults.refuseSignIns > 0) {
      this.#book.faults = { ...faults, refuseSignIns: faults.refuseSignIns - 1 }
      return refused
    }
    const account = [...this.#book.accounts.values()].find(({ refresh }) => refresh === body["refresh_token"])
    if (faults.revoked || body["grant_type"] !== "refresh_token") return refused
    if (account === undefined || account.secret !== body["client_secret"]) return refused
    const token = `token-${++this.#count}-${account.number}`
    this.given.push(token)
    this.#tokens.set(token, { account, until: this.#now() + LIFE })
    return [200, { access_token: token, token_type: "Bearer", expires_in: 900 }]
  }

  /** Whose a token is; nobody's once it has run out. */
  of(bearer: string | undefined): Account | undefined {
    const found = this.#tokens.get((bearer ?? "").replace(/^Bearer /, ""))
    return found === undefined || this.#book.faults.revoked || found.until <= this.#now() ? undefined : found.account
  }
}
