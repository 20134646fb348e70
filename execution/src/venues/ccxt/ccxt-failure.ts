/** Why something can't be had, as it leaves the thread. */
export interface CcxtFailure {
  /** In words, without the end of a sentence. */
  readonly message: string
  readonly retryable: boolean
  /** ms. */
  readonly retryAfter?: number
  readonly cause?: "NETWORK" | "LIMITED" | "MAINTENANCE"
  readonly needsUser?: boolean
}

/** A failure that is known for what it is. */
export class KnownFailure extends Error {
  readonly failure: CcxtFailure
  constructor(failure: CcxtFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** How long to wait after "too many", when it doesn't say, ms. */
const TOO_MANY = 2_000
/** After a guard against floods, ms. */
const FLOOD = 60_000

/** The names of an error's class and of all it descends from: ccxt's classes are loaded with the exchange, not here. */
const namesOf = (error: unknown): ReadonlySet<string> => {
  const names = new Set<string>()
  for (let of: unknown = error; of !== null && typeof of === "object"; of = Object.getPrototypeOf(of) as unknown)
    names.add(of.constructor.name)
  return names
}

type Row = readonly [error: string, failure: (name: string) => CcxtFailure]

/** ccxt's errors, the narrower before the wider ones. */
const rows: ReadonlyArray<Row> = [
  [
    "DDoSProtection",
    (name) => ({
      message: `${name} takes this machine for a flood of requests`,
      retryable: true,
      retryAfter: FLOOD,
      cause: "LIMITED"
    })
  ],
  [
    "RateLimitExceeded",
    (name) => ({ message: `${name} asks for fewer requests`, retryable: true, retryAfter: TOO_MANY, cause: "LIMITED" })
  ],
  ["OnMaintenance", (name) => ({ message: `${name} is in maintenance`, retryable: true, cause: "MAINTENANCE" })],
  [
    "ExchangeNotAvailable",
    (name) => ({ message: `${name} has trouble of its own at the moment`, retryable: true, cause: "MAINTENANCE" })
  ],
  [
    "NetworkError",
    (name) => ({
      message: `${name} can't be reached: check this machine's connection to the internet`,
      retryable: true,
      cause: "NETWORK"
    })
  ],
  ["RestrictedLocation", (name) => turnedAway(name, false)],
  ["PermissionDenied", (name) => turnedAway(name, false)],
  ["BadSymbol", (name) => ({ message: `${name} has no such pair any more: search for another`, retryable: false })],
  ["NotSupported", (name) => ({ message: `${name} doesn't tell this without an account`, retryable: false })],
  ["AuthenticationError", (name) => ({ message: `${name} doesn't tell this without an account`, retryable: false })],
  ["ExchangeError", (name) => ({ message: `${name} refuses the request`, retryable: false })],
  // An answer that was not understood, by ccxt's own classes or by a slip of its code over an answer unheard of.
  ["Error", (name) => ({ message: `${name}'s answer can't be read`, retryable: true })]
]

export const turnedAway = (name: string, retryable: boolean): CcxtFailure => ({
  message: `${name} turns this machine's address away: it may not serve your country or network`,
  retryable,
  needsUser: true
})

/** What an error of ccxt's means for whoever asked the exchange of that name. */
export const failureOf = (error: unknown, name: string): CcxtFailure => {
  if (error instanceof KnownFailure) return error.failure
  const names = namesOf(error)
  const row = rows.find(([known]) => names.has(known))
  return row === undefined ? { message: `${name}'s answer can't be read`, retryable: true } : row[1](name)
}
