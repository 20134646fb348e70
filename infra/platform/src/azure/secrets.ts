import { randomUUID } from "node:crypto"
import type { SecretClient, SecretProperties } from "@azure/keyvault-secrets"
import { Clock, Effect, Layer, Option, Redacted, Schedule } from "effect"
import { type SecretOwner, Secrets, SecretsUnavailable } from "../ports/secrets.ts"
import { nameRefusal, ownerHash, valueRefusal } from "../rules/secret-name.ts"
import { type Identity, tokensFor } from "./credential.ts"
import { ask as askService, clientOptions, type Failure } from "./failures.ts"
import { onFirstUse } from "./on-first-use.ts"
import type { AzureSettings } from "./settings.ts"

/** A vault tells when a version was made in whole seconds; this tag tells which of two came later. */
const ORDER = "order"
/** And this one by which put it was made. */
const PUT = "put"
const VERSION = /^[0-9a-f]{32}$/
/** How often a vault is asked whether it has done what takes a while. */
const POLL = { intervalInMs: 500 }
/** A name that is being removed is free a moment later. */
const UNTIL_FREE = Schedule.exponential("200 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))

type Settings = Pick<AzureSettings, "keyVault" | "prefix">

const openVault = ({ keyVault }: Settings): Effect.Effect<SecretClient, never, Identity> =>
  Effect.gen(function* () {
    const { SecretClient } = yield* Effect.promise(() => import("@azure/keyvault-secrets"))
    const options = clientOptions(keyVault)
    return new SecretClient(keyVault.endpoint, yield* tokensFor(keyVault), {
      ...options,
      // A vault names its own domain; what stands in for one has none.
      disableChallengeResourceVerification: options.allowInsecureConnection
    })
  })

const ask = <A>(request: (signal: AbortSignal) => Promise<A>) => askService("Key Vault", request)
const isStatus =
  (status: number) =>
  (failure: Failure): boolean =>
    failure.status === status
const isMissing = isStatus(404)
const isTaken = isStatus(409)
const isForbidden = isStatus(403)

const orderOf = ({ tags }: SecretProperties): number => Number(tags?.[ORDER] ?? 0)

/** The names of a list that begin so. A vault lists everything only. */
const namesIn = (list: (signal: AbortSignal) => AsyncIterable<{ readonly name: string }>, beginning: string) =>
  ask(async (signal) => {
    const found: Array<string> = []
    for await (const { name } of list(signal)) if (name.startsWith(beginning)) found.push(name)
    return found
  })

const make = (opened: Effect.Effect<SecretClient>, { keyVault, prefix }: Settings): Secrets["Service"] => {
  const ofOwner = (owner: SecretOwner): string => `${prefix}t-${ownerHash(owner)}-`

  /** Does something with a secret's name in the vault, and tells failures as this port does. */
  const withName = <A>(
    owner: SecretOwner,
    name: string,
    use: (vault: SecretClient, inVault: string) => Effect.Effect<A, Failure>
  ): Effect.Effect<A, SecretsUnavailable> =>
    Effect.suspend(() => {
      const no = nameRefusal(name)
      return no === undefined
        ? Effect.flatMap(opened, (vault) => use(vault, ofOwner(owner) + name)).pipe(Effect.mapError(unavailable(name)))
        : Effect.fail(no)
    })
  const unavailable =
    (name: string) =>
    ({ message, retryable }: Failure) =>
      new SecretsUnavailable({ message: `secret ${name}: ${message}`, retryable })

  /** The versions that may be read, newest first. Those that were taken away are disabled: a vault removes none alone. */
  const readable = (vault: SecretClient, inVault: string) =>
    ask(async (abortSignal) => {
      const found: Array<SecretProperties & { readonly version: string }> = []
      for await (const each of vault.listPropertiesOfSecretVersions(inVault, { abortSignal }))
        if (each.enabled !== false && each.version !== undefined) found.push({ ...each, version: each.version })
      return found.sort((a, b) => orderOf(b) - orderOf(a))
    }).pipe(Effect.catchIf(isMissing, () => Effect.succeed([])))

  const disable = (vault: SecretClient, inVault: string, versions: ReadonlyArray<{ readonly version: string }>) =>
    Effect.forEach(
      versions,
      ({ version }) =>
        ask((abortSignal) => vault.updateSecretProperties(inVault, version, { enabled: false, abortSignal })),
      { discard: true }
    )

  /** Disabled first: should the name be taken up again by recovering it, nothing of before can be read. */
  const removeWhole = Effect.fnUntraced(function* (vault: SecretClient, inVault: string) {
    yield* disable(vault, inVault, yield* readable(vault, inVault))
    yield* ask(async (abortSignal) => {
      const deleting = await vault.beginDeleteSecret(inVault, { ...POLL, abortSignal })
      if (keyVault.purgeProtected) return
      await deleting.pollUntilDone()
      await vault.purgeDeletedSecret(inVault, { abortSignal })
    }).pipe(Effect.catchIf(isMissing, () => Effect.void))
  })

  const recover = (vault: SecretClient, inVault: string) =>
    ask(async (abortSignal) => {
      const recovering = await vault.beginRecoverDeletedSecret(inVault, { ...POLL, abortSignal })
      await recovering.pollUntilDone()
    }).pipe(Effect.catchIf(isMissing, () => Effect.void))

  return {
    put: (owner, name, value) =>
      Effect.suspend(() => {
        const text = Redacted.value(value)
        const no = nameRefusal(name) ?? valueRefusal(name, text)
        if (no !== undefined) return Effect.fail(no)
        return withName(
          owner,
          name,
          Effect.fnUntraced(function* (vault, inVault) {
            const put = randomUUID()
            const [newest] = yield* readable(vault, inVault)
            const now = yield* Clock.currentTimeMillis
            const order = Math.max(now, newest === undefined ? 0 : orderOf(newest) + 1)
            const set = ask((abortSignal) =>
              vault.setSecret(inVault, text, { tags: { [ORDER]: String(order), [PUT]: put }, abortSignal })
            )
            const { properties } = yield* set.pipe(
              Effect.catchIf(isTaken, () => Effect.andThen(recover(vault, inVault), set)),
              Effect.retry({ while: isTaken, schedule: UNTIL_FREE }),
              Effect.mapError((failure) => ({ ...failure, retryable: failure.retryable || isTaken(failure) }))
            )
            const version = properties.version ?? ""
            // Of a request whose answer was lost the client asks again: what that made is taken away.
            const all = yield* readable(vault, inVault)
            const twice = all.filter(({ tags, version: each }) => tags?.[PUT] === put && each !== version)
            yield* disable(vault, inVault, twice)
            return { version }
          })
        )
      }),
    get: (owner, name, version) =>
      version !== undefined && !VERSION.test(version)
        ? withName(owner, name, () => Effect.succeedNone)
        : withName(owner, name, (vault, inVault) =>
            ask((abortSignal) =>
              vault.getSecret(inVault, { ...(version !== undefined && { version }), abortSignal })
            ).pipe(
              Effect.map(({ value }) => Option.map(Option.fromUndefinedOr(value), Redacted.make)),
              Effect.catchIf(isMissing, () => Effect.succeedNone),
              // What is disabled is forbidden, and so is everything to who has no role.
              Effect.catchIf(isForbidden, (failure) =>
                Effect.flatMap(readable(vault, inVault), (all) =>
                  all.some((each) => version === undefined || each.version === version)
                    ? Effect.fail(failure)
                    : Effect.succeedNone
                )
              )
            )
          ),
    versions: (owner, name) =>
      withName(owner, name, (vault, inVault) =>
        Effect.map(readable(vault, inVault), (all) => all.map(({ version }) => version))
      ),
    removeOlder: (owner, name, than) =>
      withName(
        owner,
        name,
        Effect.fnUntraced(function* (vault, inVault) {
          const all = yield* readable(vault, inVault)
          const at = all.findIndex(({ version }) => version === than)
          if (at !== -1) yield* disable(vault, inVault, all.slice(at + 1))
        })
      ),
    remove: (owner, name) => withName(owner, name, removeWhole),
    removeAll: Effect.fnUntraced(
      function* (owner) {
        const vault = yield* opened
        const names = yield* namesIn((abortSignal) => vault.listPropertiesOfSecrets({ abortSignal }), ofOwner(owner))
        yield* Effect.forEach(names, (name) => removeWhole(vault, name), { discard: true })
        if (keyVault.purgeProtected) return
        // What a removal that was cut off left behind.
        const left = yield* namesIn((abortSignal) => vault.listDeletedSecrets({ abortSignal }), ofOwner(owner))
        yield* Effect.forEach(
          left,
          (name) =>
            ask((abortSignal) => vault.purgeDeletedSecret(name, { abortSignal })).pipe(
              Effect.catchIf(isMissing, () => Effect.void)
            ),
          { discard: true }
        )
      },
      Effect.mapError(unavailable("all"))
    )
  }
}

/** Secrets in a Key Vault. Contract: `infra/platform/contracts/secrets.md`. */
export const azureSecrets = (settings: Settings): Layer.Layer<Secrets, never, Identity> =>
  Layer.effect(
    Secrets,
    Effect.map(onFirstUse(openVault(settings)), (opened) => make(opened, settings))
  )
