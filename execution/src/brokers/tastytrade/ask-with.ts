import { Effect } from "effect"
import { hostsAt, type TastytradeAddresses } from "./addresses.ts"
import { nameOf, type TastytradeKey } from "./key.ts"
import { Paces } from "./pace.ts"
import { type Rest, restOf } from "./rest.ts"
import { ProcessSignIns } from "./sign-in.ts"

/** A key's way to ask: the same sign-in and pace, whoever asks with it in this process. */
export const askWith = Effect.fnUntraced(function* (
  at: TastytradeAddresses,
  key: TastytradeKey
): Effect.fn.Return<Rest> {
  const [signIns, paces] = [yield* ProcessSignIns, yield* Paces]
  const { rest, version } = at.trading[key.environment]
  const allowedHosts = hostsAt(at, key.environment)
  return restOf({
    rest,
    version,
    allowedHosts,
    key,
    signIn: signIns.of(key, { rest, allowedHosts }),
    pace: paces.of(nameOf(key))
  })
})
