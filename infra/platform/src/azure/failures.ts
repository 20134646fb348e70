import { Effect } from "effect"
import type { ServiceSettings } from "./settings.ts"

/** What a service of Azure said no with, in our words: an SDK's own text may hold addresses, keys or bodies. */
export interface Failure {
  /** HTTP status; undefined when nothing answered. */
  readonly status: number | undefined
  /** The service's own word for it, such as `SecretNotFound`. */
  readonly word: string | undefined
  /** Asking again may help. */
  readonly retryable: boolean
  readonly message: string
}

const field = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined

/** The status an SDK's error carries: Cosmos has it as `code`, the others as `statusCode`. */
const statusOf = (error: unknown): number | undefined =>
  [field(error, "statusCode"), field(error, "code")].find(
    (each): each is number => typeof each === "number" && each >= 100 && each < 600
  )

/** Letters and digits only, so never anything of ours. */
const wordOf = (error: unknown): string | undefined =>
  [field(error, "code"), field(error, "name")].find(
    (each): each is string =>
      typeof each === "string" && /^[A-Za-z0-9_.]{1,64}$/.test(each) && !/^(Rest)?Error$/.test(each)
  )

/** The role that lets a part in, by service. */
const roles: Readonly<Record<string, string>> = {
  "Cosmos DB": "Cosmos DB Built-in Data Contributor",
  "Service Bus": "Azure Service Bus Data Owner",
  "Event Hubs": "Azure Event Hubs Data Owner",
  "Web PubSub": "Web PubSub Service Owner",
  "Blob Storage": "Storage Blob Data Contributor",
  "Key Vault": "Key Vault Secrets Officer"
}

const UNKNOWN = "it does not know us: see that the managed identity is assigned"
const NO_ROLE = "it does not let us: see that the managed identity has its role there"
const NOWHERE = "there is no such thing: see that it was deployed"
const NOBODY = "nobody answers there: see that its address is right, and that it was deployed"

/** By the service's word, or by status. */
const advice: Readonly<Record<number | string, string>> = {
  401: UNKNOWN,
  403: NO_ROLE,
  404: NOWHERE,
  408: "it took too long",
  413: "it is too large",
  429: "it is asked too much at once",
  AuthenticationError: UNKNOWN,
  CredentialUnavailableError: UNKNOWN,
  ContainerNotFound: "the container of blobs is missing: see that it was deployed",
  MessagingEntityNotFound: "it has no such topic, subscription or hub: see that it was deployed",
  MessagingEntityNotFoundError: "it has no such topic, subscription or hub: see that it was deployed",
  ENOTFOUND: NOBODY,
  ECONNREFUSED: NOBODY,
  UnauthorizedAccess: NO_ROLE
}

/** What may be otherwise in a moment: a role that a deployment has yet to give, what took too long, was too much at once. */
const PASSING: ReadonlyArray<number> = [401, 403, 408, 429, 449]

/** Worth asking again: what passes, or is the service's own trouble. */
const mayPass = (status: number): boolean => PASSING.includes(status) || status >= 500

/** Whoever gives out tokens said no: of the service, which was not reached, it says nothing. */
const isSignIn = (error: unknown): boolean => field(error, "name") === "AuthenticationError"

/**
 * What went wrong at a service. Where nothing answered it may be asked again whatever the SDK says of it: one over AMQP
 * calls a refused connection final.
 *
 * @example
 * failureOf("Key Vault", error) // { status: 403, retryable: true, message: "Key Vault answered 403 (Forbidden): ..." }
 */
export const failureOf = (service: string, error: unknown): Failure => {
  const status = isSignIn(error) ? undefined : statusOf(error)
  const word = wordOf(error)
  const said = word === undefined ? "" : ` (${word})`
  const known = advice[word ?? ""] ?? advice[status ?? ""]
  const role = roles[service]
  const why = known === NO_ROLE && role !== undefined ? `${NO_ROLE} (${role})` : known
  const answered = status === undefined ? "could not be asked" : `answered ${status}`
  return {
    status,
    word,
    retryable: status === undefined || mayPass(status),
    message: `${service} ${answered}${said}${why === undefined ? "" : `: ${why}`}`
  }
}

/** Asks a service, and tells what it says no with; the request is given up when nobody waits for it any more. */
export const ask = <A>(service: string, request: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, Failure> =>
  Effect.tryPromise({ try: request, catch: (error) => failureOf(service, error) })

/** What every client over HTTP is made with. Only an emulator or a stand-in is asked without TLS. */
export const clientOptions = ({ endpoint }: ServiceSettings) => ({
  allowInsecureConnection: endpoint.startsWith("http://"),
  retryOptions: { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 5_000 }
})
