import { Config, Effect, Option } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { hostsAt, type TastytradeAddresses } from "./addresses.ts"
import { nameOf, type TastytradeKey } from "./key.ts"
import { Paces } from "./pace.ts"
import { type Rest, restOf } from "./rest.ts"
import { ProcessSignIns } from "./sign-in.ts"

/** Asks for no version. */
const NONE = "none"

/** Which version is asked for: as `TRADETOWER_TASTYTRADE_VERSION_PAPER` (or `_LIVE`) says; else the usual one. */
const versionFor = (environment: Environment, usual: string | undefined) =>
  Config.option(Config.NonEmptyString(`TRADETOWER_TASTYTRADE_VERSION_${environment}`)).pipe(
    Effect.orElseSucceed(() => Option.none<string>()),
    Effect.map((said) => Option.getOrElse(said, () => usual)),
    Effect.map((version) => (version === NONE ? undefined : version))
  )

/** A key's way to ask: the same sign-in and pace, whoever asks with it in this process. */
export const askWith = Effect.fnUntraced(function* (
  at: TastytradeAddresses,
  key: TastytradeKey
): Effect.fn.Return<Rest> {
  const [signIns, paces] = [yield* ProcessSignIns, yield* Paces]
  const { environment } = key
  const { rest, version } = at.trading[environment]
  const allowedHosts = hostsAt(at, environment)
  return restOf({
    rest,
    version: yield* versionFor(environment, version),
    allowedHosts,
    key,
    signIn: signIns.of(key, { rest, allowedHosts }),
    pace: paces.of(nameOf(key))
  })
})
