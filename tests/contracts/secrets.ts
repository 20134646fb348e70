import { Effect, Option, Redacted } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { type SecretOwner, Secrets } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"

const owner = (): SecretOwner => ({ tenantId: TenantId.make(unique("tenant")) })
const key = Redacted.make

/** The rules of `infra/platform/contracts/secrets.md` that any implementation must keep. */
export const secretsContract = (name: string, open: Open<Secrets>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Secrets>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))
  const plain = (secrets: Secrets["Service"], of: SecretOwner, called: string, version?: string) =>
    Effect.map(secrets.get(of, called, version), (found) => Option.getOrNull(Option.map(found, Redacted.value)))

  describe(`Secrets: ${name}`, () => {
    rule(
      "SECRETS-1 SECRETS-4 what was put is got back, by its owner and name only",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const mine = owner()
        yield* secrets.put(mine, "alpaca-key", key("pk-ü-1"))
        expect(yield* plain(secrets, mine, "alpaca-key")).toBe("pk-ü-1")
        expect(yield* plain(secrets, mine, "other")).toBeNull()
        yield* secrets.put("SYSTEM", "signing", key("s"))
        expect(yield* plain(secrets, "SYSTEM", "signing")).toBe("s")
      })
    )

    rule(
      "SECRETS-2 SECRETS-3 every put is a version",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const mine = owner()
        const first = yield* secrets.put(mine, "key", key("one"))
        const second = yield* secrets.put(mine, "key", key("two"))
        expect(yield* plain(secrets, mine, "key")).toBe("two")
        expect(yield* plain(secrets, mine, "key", first.version)).toBe("one")
        expect(yield* plain(secrets, mine, "key", "no-such-version")).toBeNull()
        expect(yield* secrets.versions(mine, "key")).toEqual([second.version, first.version])
        expect(yield* secrets.versions(mine, "none")).toEqual([])
      })
    )

    rule(
      "SECRETS-5 remove takes all versions away",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const mine = owner()
        yield* secrets.put(mine, "key", key("one"))
        yield* secrets.put(mine, "stays", key("two"))
        yield* secrets.remove(mine, "key")
        yield* secrets.remove(mine, "key")
        expect(yield* plain(secrets, mine, "key")).toBeNull()
        expect(yield* plain(secrets, mine, "stays")).toBe("two")
        const { version } = yield* secrets.put(mine, "key", key("three"))
        expect(yield* secrets.versions(mine, "key")).toEqual([version])
      })
    )

    rule(
      "SECRETS-6 no owner sees another's",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const [mine, other] = [owner(), owner()]
        yield* secrets.put(mine, "key", key("mine"))
        const { version } = yield* secrets.put(other, "key", key("other"))
        expect(yield* plain(secrets, mine, "key")).toBe("mine")
        expect(yield* plain(secrets, mine, "key", version)).toBeNull()
        expect(yield* plain(secrets, "SYSTEM", "key")).toBeNull()
        yield* secrets.remove(mine, "key")
        expect(yield* plain(secrets, other, "key")).toBe("other")
      })
    )

    rule(
      "SECRETS-11 what was made before a version goes, and neither that nor what came after",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const [mine, other] = [owner(), owner()]
        const made: Array<string> = []
        for (const value of ["one", "two", "three"]) made.push((yield* secrets.put(mine, "key", key(value))).version)
        yield* secrets.put(mine, "another", key("of mine"))
        for (const value of ["one", "two"]) yield* secrets.put(other, "key", key(value))
        yield* secrets.removeOlder(mine, "key", "unheard of")
        expect(yield* secrets.versions(mine, "key")).toHaveLength(3)
        const [one, two, three] = made
        yield* secrets.removeOlder(mine, "key", two ?? "")
        yield* secrets.removeOlder(mine, "key", two ?? "")
        expect(yield* secrets.versions(mine, "key")).toEqual([three, two])
        expect(yield* plain(secrets, mine, "key", one)).toBeNull()
        expect(yield* plain(secrets, mine, "key", two)).toBe("two")
        expect(yield* plain(secrets, mine, "key")).toBe("three")
        expect(yield* plain(secrets, mine, "another")).toBe("of mine")
        expect(yield* secrets.versions(other, "key")).toHaveLength(2)
      })
    )

    rule(
      "SECRETS-10 all of a tenant's secrets go at once, and no other's",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const [mine, other] = [{ tenantId: TenantId.make(unique("tenant")) }, owner()]
        for (const called of ["one", "two"]) yield* secrets.put(mine, called, key("mine"))
        yield* secrets.put(other, "one", key("other"))
        yield* secrets.removeAll(mine)
        yield* secrets.removeAll(mine)
        for (const called of ["one", "two"]) expect(yield* plain(secrets, mine, called)).toBeNull()
        expect(yield* plain(secrets, other, "one")).toBe("other")
      })
    )

    rule(
      "SECRETS-7 SECRETS-8 a bad name or a value too long is refused, and no error shows the value",
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const mine = owner()
        for (const bad of ["", "a/b", "../x", "a b", "x".repeat(65)]) {
          const error = yield* Effect.flip(secrets.put(mine, bad, key("hunter2")))
          expect(error).toMatchObject({ _tag: "SecretsUnavailable", retryable: false })
          expect(JSON.stringify(error) + error.message).not.toContain("hunter2")
        }
        const error = yield* Effect.flip(secrets.put(mine, "long", key("hunter2".repeat(4_000))))
        expect(error.message).not.toContain("hunter2")
        yield* secrets.put(mine, "key", key("hunter2"))
        expect(JSON.stringify(yield* secrets.get(mine, "key"))).not.toContain("hunter2")
      })
    )
  })
}
