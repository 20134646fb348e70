import type { IbkrBook, User } from "./book.ts"
import { type Consumer, newCookie } from "./oauth.ts"

/** A session without a sign of life for so long is over, ms. */
const IDLE = 360_000

/** A brokerage session of a user. */
export interface BrokerSession {
  isOn: boolean
  seenAt: number
  introduced: boolean
  listed: boolean
  portfolio: boolean
  readonly suppressed: Set<string>
  readonly replies: Map<string, ReadonlyArray<Record<string, unknown>>>
}

const fresh = (isOn: boolean): BrokerSession => ({
  isOn,
  seenAt: Date.now(),
  introduced: false,
  listed: false,
  portfolio: false,
  suppressed: new Set(),
  replies: new Map()
})

type Answer = readonly [number, unknown]
const status = (authenticated: boolean, competing: boolean) => ({
  authenticated,
  competing,
  connected: authenticated,
  established: authenticated,
  message: ""
})

/** Who has a session: one a user. */
export class Sessions {
  readonly #book: IbkrBook
  readonly #sessions = new Map<string, BrokerSession>()
  readonly #tokens = new Map<string, string>()
  readonly #cookies = new Map<string, string>()
  /** How many were begun. */
  begun = 0

  constructor(book: IbkrBook) {
    this.#book = book
  }

  know({ accessToken, consumerKey }: Consumer): void {
    this.#tokens.set(accessToken, consumerKey)
  }

  of(name: string): BrokerSession {
    const known = this.#sessions.get(name) ?? fresh(false)
    this.#sessions.set(name, known)
    return known
  }

  isOpen(name: string): boolean {
    const session = this.of(name)
    if (Date.now() - session.seenAt > IDLE) session.isOn = false
    if (session.isOn) session.seenAt = Date.now()
    return session.isOn
  }

  init(name: string, compete: boolean): Answer {
    const { faults } = this.#book
    if (faults.taken && !compete) return [200, status(false, true)]
    if (faults.noBridge) {
      this.#book.faults = { ...faults, noBridge: false }
      return [500, { error: "failed to generate sso dh token: no bridge" }]
    }
    if (!this.of(name).isOn) {
      this.begun++
      this.#sessions.set(name, fresh(true))
      const user = this.#book.users.get(name)
      if (user !== undefined) user.session++
    }
    return [200, status(true, false)]
  }

  tickle(name: string): Answer {
    const { faults } = this.#book
    const isOn = this.isOpen(name) && !faults.taken
    const cookie = newCookie()
    this.#cookies.set(cookie, name)
    return [
      200,
      {
        session: cookie,
        ssoExpires: 460_311,
        collission: false,
        userId: 123_456_789,
        hmds: { error: "no bridge" },
        iserver: { authStatus: status(isOn, faults.taken) }
      }
    ]
  }

  byCookie(token: string | null, cookie: string): User | undefined {
    const name = this.#cookies.get(cookie)
    return name !== undefined && this.#tokens.get(token ?? "") === name && this.of(name).isOn
      ? this.#book.users.get(name)
      : undefined
  }

  endAll(): void {
    this.#sessions.clear()
  }
}
