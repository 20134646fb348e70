import { Redacted, Schema } from "effect"
import type { Broker, Credentials } from "@tradetower/platform"

/** Where a gateway is, as its trader says, and who we are there. */
export interface Gateway {
  /** As it was entered: where it leads is looked up (`gateway-address.ts`). */
  readonly host: string
  readonly port: number
  /** Part of the identity of every order: the same for ever. */
  readonly clientId: number
  /** Which of the login's accounts; absent where it has one. */
  readonly account?: string
}

/** What was entered names no gateway. */
export class GatewayUnreadable extends Schema.TaggedError<GatewayUnreadable>()("GatewayUnreadable", {
  /** The end of a sentence. */
  message: Schema.String
}) {}

/** The fields that a trader enters it in. None is a secret: whoever reaches a gateway's port may trade there. */
export const fields: Broker["secret"] = [
  {
    name: "host",
    title: "Address",
    help: "127.0.0.1 where it runs on this computer; else its address in your own network.",
    usual: "127.0.0.1",
    told: true
  },
  {
    name: "port",
    title: "Port",
    help: "4002 is paper and 4001 real money in IB Gateway; 7497 and 7496 in TWS.",
    usual: "4002",
    told: true
  },
  {
    name: "clientId",
    title: "Client id",
    help: "A number that no other program uses there. It stays the same: orders belong to it.",
    usual: "17",
    told: true
  },
  {
    name: "account",
    title: "Account",
    help: "Its number, such as DU1234567: only needed where the login has several.",
    told: true,
    optional: true
  }
]

const HOST = /^[A-Za-z0-9.:_-]{1,253}$/
const ACCOUNT = /^[A-Z]{1,4}\d{3,12}[A-Z]?$/
/** The most that order ids and client ids may be there. */
const MOST_CLIENT = 2_147_483

const whole = (text: string, most: number): number | undefined => {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : undefined
  return value !== undefined && value <= most ? value : undefined
}

/** The gateway that a trader named. */
export const gatewayIn = (credentials: Credentials): Gateway | GatewayUnreadable => {
  const given = Redacted.value(credentials)
  const of = (name: string) => (given[name] ?? "").trim()
  const unreadable = (message: string) => new GatewayUnreadable({ message })
  const host = of("host").replace(/^\[(.*)\]$/, "$1")
  if (!HOST.test(host)) return unreadable("the address is a name or a number such as 127.0.0.1, without http://")
  const port = whole(of("port"), 65_535)
  if (port === undefined || port === 0) return unreadable("the port is a number such as 4002")
  const clientId = whole(of("clientId"), MOST_CLIENT)
  if (clientId === undefined || clientId === 0)
    return unreadable("the client id is a number from 1 on: 0 stands for orders that are placed by hand there")
  const account = of("account").toUpperCase()
  if (account !== "" && !ACCOUNT.test(account)) return unreadable("the account is a number such as DU1234567")
  return { host, port, clientId, ...(account !== "" && { account }) }
}
