import { isDeepStrictEqual } from "node:util"
import { Effect, Option, Stream } from "effect"
import { endedRun, type EndedRuns, noRuns, together } from "@tradetower/domain/ledger"
import { everyDocument } from "../ports/every-document.ts"
import { Store, type Stored } from "../ports/store.ts"
import { type BotRun, BotRuns } from "./bot-runs.ts"

/** Few runs have to be looked at: each of this version knows those before it. */
const PAGE = 100

/** Which bot's run, and when it began. */
type Began = Pick<BotRun, "tenantId" | "botDefinitionId" | "startedAt">

/** What a bot's runs up to this one, which has ended, came to. */
export const upTo = (run: BotRun, earlier: EndedRuns): EndedRuns => together(earlier, endedRun(run.summary))

/** A bot's runs that began before one, the newest first. */
const before = (store: Store["Service"], { botDefinitionId, startedAt, tenantId }: Began) =>
  everyDocument(
    store,
    BotRuns,
    { tenantId, botDefinitionId },
    {
      where: { startedAt: { before: startedAt } },
      orderBy: { field: "startedAt", direction: "DESC" },
      limit: PAGE
    }
  )

/** What a bot's runs before one came to: as the one before it knows, else each looked at. */
export const earlierRuns = Effect.fn("earlierRuns")(function* (run: Began) {
  const known = ({ value }: Stored<BotRun>) => value.earlier !== undefined
  const runs = yield* Stream.runCollect(Stream.takeUntil(before(yield* Store, run), known))
  const sum = runs.reduce((so, { value }) => upTo(value, so), noRuns)
  const earlier = runs.at(-1)?.value.earlier
  return earlier === undefined ? sum : together(earlier, sum)
})

/** A bot's newest run, of those that began before a moment where one is given. */
export const newestRun = Effect.fnUntraced(function* (
  bot: Pick<BotRun, "tenantId" | "botDefinitionId">,
  began: number = Number.MAX_SAFE_INTEGER
) {
  const store = yield* Store
  const { botDefinitionId, tenantId } = bot
  const page = yield* store.query(
    BotRuns,
    { tenantId, botDefinitionId },
    {
      where: { startedAt: { before: began } },
      orderBy: { field: "startedAt", direction: "DESC" },
      limit: 1
    }
  )
  return Option.fromUndefinedOr(page.items[0]?.value)
})

/** The first run of a bot that began after a moment. */
const nextRun = Effect.fnUntraced(function* ({ botDefinitionId, startedAt, tenantId }: Began) {
  const store = yield* Store
  const page = yield* store.query(
    BotRuns,
    { tenantId, botDefinitionId },
    { where: { startedAt: { after: startedAt } }, orderBy: { field: "startedAt", direction: "ASC" }, limit: 1 }
  )
  return page.items[0]
})

/** Tells one run what those before it came to; answers how it is kept now, when that was news. */
const tell = Effect.fnUntraced(function* ({ value, version }: Stored<BotRun>) {
  const store = yield* Store
  const earlier = yield* earlierRuns(value)
  if (isDeepStrictEqual(value.earlier, earlier)) return undefined
  const told = { ...value, earlier }
  return { value: told, version: yield* store.replace(BotRuns, told, version) } satisfies Stored<BotRun>
})

/**
 * Tells every run after one what it came to, when it has changed though it had ended (a late fill, a position that was
 * kept and is closed now). A repeat changes nothing. Answers those that were told, as they are kept now.
 */
export const tellLaterRuns = Effect.fn("tellLaterRuns")(function* (run: Began) {
  const told: Array<Stored<BotRun>> = []
  const tellNext = Effect.fnUntraced(function* (after: Began) {
    const next = yield* nextRun(after)
    const now = next && (yield* tell(next))
    if (now !== undefined) told.push(now)
    return next?.value
  })
  let after: Began | undefined = run
  while (after !== undefined)
    // Written by someone else meanwhile: it is read anew.
    after = yield* tellNext(after).pipe(Effect.retry({ while: (error) => error._tag === "VersionMismatch" }))
  return told
})
