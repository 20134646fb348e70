import { lookup } from "node:dns/promises"
import { BlockList, isIP } from "node:net"
import { Effect } from "effect"
import { ExchangeUnavailable } from "../../../unavailable.ts"

/**
 * Who may be spoken to: this computer, and networks of one's own. What is sent there is neither encrypted nor signed in,
 * and whoever chooses the address chooses whom this process speaks to. Link-local addresses are left out: at one of them
 * clouds tell a machine its keys.
 */
const own = new BlockList()
own.addSubnet("127.0.0.0", 8, "ipv4")
own.addSubnet("10.0.0.0", 8, "ipv4")
own.addSubnet("172.16.0.0", 12, "ipv4")
own.addSubnet("192.168.0.0", 16, "ipv4")
own.addAddress("::1", "ipv6")
own.addSubnet("fc00::", 7, "ipv6")

/** Whether an address is this computer's, or one of a network of one's own. */
export const isOwn = (address: string): boolean => {
  const kind = isIP(address)
  return kind !== 0 && own.check(address, kind === 6 ? "ipv6" : "ipv4")
}

const foreign = (host: string) =>
  new ExchangeUnavailable({
    message: `${host} is not in a network of your own: a gateway takes orders from whoever reaches its port, unencrypted, so only addresses of this computer and of private networks are used`,
    retryable: false,
    cause: "NETWORK",
    needsUser: true
  })

/** The address that a name leads to: it alone is connected to, whatever the name means a moment later. */
export const addressOf = Effect.fnUntraced(function* (host: string): Effect.fn.Return<string, ExchangeUnavailable> {
  if (isIP(host) !== 0) return isOwn(host) ? host : yield* foreign(host)
  const found = yield* Effect.tryPromise({
    try: () => lookup(host, { all: true }),
    catch: () =>
      new ExchangeUnavailable({
        message: `no computer is called ${host} here: give its address in numbers`,
        retryable: true,
        cause: "NETWORK",
        needsUser: true
      })
  })
  const [first] = found
  if (first === undefined || !found.every(({ address }) => isOwn(address))) return yield* foreign(host)
  return first.address
})
