import { Keyring } from "../keyring.ts"
import type { PriceDesk } from "./price-desk.ts"
import type { Session } from "./session.ts"

/** What an account is open with: prices are asked for within it, since Interactive Brokers tells them to nobody else. */
export interface OpenSession {
  readonly session: Session
  readonly desk: PriceDesk
}
export type OpenSessions = Keyring<OpenSession>

export const openSessions = (): OpenSessions =>
  new Keyring<OpenSession>("Interactive Brokers", ({ session }) => session.name)
