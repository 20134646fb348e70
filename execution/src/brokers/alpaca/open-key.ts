import type { Environment } from "@tradetower/domain/connection"
import { Keyring } from "../keyring.ts"
import { type AlpacaKey, nameOf } from "./key.ts"

/** A key that an account of here is open with. */
export interface OpenKey {
  readonly key: AlpacaKey
  readonly environment: Environment
}

export type OpenKeys = Keyring<OpenKey>

/** One for both kinds of money: either's prices are the same. */
export const openKeys = (): OpenKeys => new Keyring("Alpaca", ({ key }) => nameOf(key))
