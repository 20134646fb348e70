import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { embeddedSecrets } from "../embedded/secrets.ts"
import { linkKeyOf, renewLinkKey } from "./one-time-link.ts"
import { madePushKeys, pushKeys } from "./push-keys.ts"

const root = mkdtempSync(join(tmpdir(), "another-key-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ada = TenantId.make("ada")
/** The same secrets, with the key of one computer or another. */
const at = (computer: string) => Effect.provide(embeddedSecrets(join(root, "secrets"), join(root, computer)))

it.live("what a backup brought without its key is made anew, and the former is used again with it", () =>
  Effect.gen(function* () {
    yield* renewLinkKey(ada).pipe(at("former"))
    const { publicKey } = yield* madePushKeys.pipe(at("former"))
    expect(yield* pushKeys.pipe(at("new"))).toEqual(Option.none())
    const { publicKey: anew } = yield* madePushKeys.pipe(at("new"))
    expect(anew).not.toBe(publicKey)
    expect((yield* madePushKeys.pipe(at("new"))).publicKey).toBe(anew)
    expect((yield* madePushKeys.pipe(at("former"))).publicKey).toBe(publicKey)

    expect(Option.isNone(yield* linkKeyOf(ada).pipe(at("new")))).toBe(true)
    yield* renewLinkKey(ada).pipe(at("new"))
    expect(Option.isSome(yield* linkKeyOf(ada).pipe(at("new")))).toBe(true)
  })
)
