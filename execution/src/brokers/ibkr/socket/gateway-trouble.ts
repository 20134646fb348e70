import { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Gateway } from "./gateway.ts"

/*
 * What keeps a gateway from being asked, in words that say what to do there.
 */

const trouble = (message: string, more: Partial<ConstructorParameters<typeof ExchangeUnavailable>[0]> = {}) =>
  new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK", ...more })

export const notThere = ({ host, port }: Gateway) =>
  trouble(
    `nothing answers at ${host}, port ${port}: is IB Gateway or TWS running and signed in there, and is ${port} the port in its settings (Configuration, API, Settings)?`,
    { needsUser: true }
  )
export const notReached = ({ host, port }: Gateway, why: string) =>
  trouble(`${host}, port ${port}, can't be reached (${why})`, { needsUser: true })
export const turnedAway = ({ host, port }: Gateway) =>
  trouble(
    `what listens at ${host}, port ${port}, closes the connection at once: enable the API there, and add this computer to its trusted addresses (Configuration, API, Settings)`,
    { needsUser: true }
  )
export const saysNothing = ({ host, port }: Gateway) =>
  trouble(
    `what listens at ${host}, port ${port}, says nothing: answer the dialog that asks whether to accept the connection, or add this computer to its trusted addresses`,
    { needsUser: true }
  )
export const tooOld = trouble("IB Gateway or TWS is of a version that can't be spoken to: install the stable one", {
  retryable: false,
  needsUser: true
})
export const clientIdTaken = ({ clientId }: Gateway, again: boolean) =>
  trouble(`another program is connected with client id ${clientId}: end it, or choose another number here`, {
    retryable: again,
    ...(again && { retryAfter: 5_000 }),
    cause: "COMPETING",
    needsUser: true
  })
export const readOnly = trouble(
  "the API of IB Gateway or TWS is read-only: clear “Read-Only API” in its settings (Configuration, API, Settings)",
  { cause: "SIGNED_OUT", needsUser: true, retryAfter: 30_000 }
)
export const closed = trouble("IB Gateway or TWS closed the connection")
/** Its scope was closed: whoever still asks is late. */
export const over = trouble("the account is not open any more", { retryable: false })
export const silent = trouble("IB Gateway or TWS does not answer any more")
export const garbled = trouble("IB Gateway or TWS says what can't be read: the connection is begun anew")
export const portChanged = trouble("IB Gateway or TWS changed its port: enter the new one", { needsUser: true })
export const noAnswer = trouble("IB Gateway or TWS gave no answer")
export const blind = trouble("IB Gateway or TWS has no connection to Interactive Brokers at the moment")
export const noZone = trouble(
  "IB Gateway or TWS tells times without their zone: choose UTC in its settings (Configuration, API, Settings: “Send instrument-specific attributes for dual-mode API client in”)",
  { needsUser: true, retryAfter: 30_000 }
)
export const dataElsewhere = trouble(
  "another session of this login has the market data: sign out there (TWS, the app, the website). Nothing is taken from it",
  { cause: "COMPETING", needsUser: true, retryAfter: 60_000 }
)
/** An order that only the program that placed it can take back. */
export const elsewhere = (clientId: number | undefined) =>
  trouble(
    `the order was placed ${clientId === undefined || clientId === 0 ? "by hand" : `by client ${clientId}`}, and only there it can be taken back`,
    { retryable: false, needsUser: true }
  )
/** Nothing but other settings help. */
export const accountDiffers = (message: string) =>
  trouble(message, { retryable: false, cause: "REVOKED", needsUser: true })
