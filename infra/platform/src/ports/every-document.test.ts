import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { note, Notes } from "../../../../tests/contracts/notes.ts"
import { embeddedPlatformForTests } from "../embedded/index.ts"
import { everyDocument, queryAll } from "./every-document.ts"
import { Store } from "./store.ts"

const tenantId = TenantId.make("ada")

it.effect("every document comes once, and a page is read only when the one before was taken", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const ids = Array.from({ length: 7 }, (_, i) => `n${i}`)
    for (const id of ids) yield* store.create(Notes, note(tenantId, id))
    expect((yield* queryAll(Notes, { tenantId }, { limit: 3 })).map(({ id }) => id)).toEqual(ids)

    let pages = 0
    const counted: Store["Service"] = {
      ...store,
      query: (...asked) => Effect.suspend(() => (pages++, store.query(...asked)))
    }
    const first = everyDocument(counted, Notes, { tenantId }, { limit: 3 }).pipe(
      Stream.takeUntil(({ value }) => value.id === "n4"),
      Stream.runCollect
    )
    expect((yield* first).map(({ value }) => value.id)).toEqual(ids.slice(0, 5))
    expect(pages).toBe(2)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
