import { Clock, Effect, Stream } from "effect"
import type { AccountNews, ExchangeAccount, ExchangeUnavailable } from "../exchange.ts"
import type { Leaving } from "./leaving.ts"

/** How often is looked whether a broker wants to be left alone. */
const LOOKED_AT = "1 second"
/** A pause no longer than this is over before anybody could act on it, ms. */
const LONG = 10_000

/** Whom an account is at, and until when nothing that is not urgent is asked there: ms, long past where nothing is in the way. */
export interface LeftAlone {
  readonly name: string
  readonly restsUntil: () => number
  /** It lets nothing in at all meanwhile, cancels and closes neither. */
  readonly shutsOut?: true
}

const pausedUntil = ({ name, shutsOut }: LeftAlone, until: number): AccountNews => {
  const time = `${new Date(until).toISOString().slice(11, 19)} UTC`
  return {
    _tag: "Degraded",
    reason:
      shutsOut === true
        ? `${name} shuts this machine out for too many requests: until ${time} nothing goes out there, cancels and closes neither`
        : `${name} asks for fewer requests: until ${time} no new order goes out there`
  }
}

/** What an account tells, and while its broker wants to be left alone for long that, with until when; once a connection. */
export const tellingPauses = (
  of: LeftAlone,
  news: Stream.Stream<AccountNews, ExchangeUnavailable>
): Stream.Stream<AccountNews, ExchangeUnavailable> =>
  Stream.suspend(() => {
    let connected = false
    /** Until when it was said to be left alone; none where the last word is another. */
    let told: number | undefined
    /** What else is in the way, which is not over with a pause. */
    let other: AccountNews | undefined

    const { restsUntil } = of
    const looked = Effect.map(Clock.currentTimeMillis, (now): ReadonlyArray<AccountNews> => {
      const until = restsUntil()
      if (!connected || (told === undefined && until - now <= LONG) || (until === told && until > now)) return []
      told = until > now ? until : undefined
      return [told === undefined ? (other ?? { _tag: "Restored" }) : pausedUntil(of, until)]
    })
    const heard = (item: AccountNews): Effect.Effect<ReadonlyArray<AccountNews>> =>
      Effect.sync(() => {
        if (item._tag === "Reported" || item._tag === "Noticed" || item._tag === "Kept") return [item]
        connected = true
        other = item._tag === "Degraded" ? item : undefined
        told = undefined
        return [item]
      })

    // One after another: what is said of a pause is never overtaken by what takes it back.
    return Stream.fromEffectRepeat(Effect.as(Effect.sleep(LOOKED_AT), undefined)).pipe(
      (looks) => Stream.merge(news, looks, { haltStrategy: "left" }),
      Stream.mapEffect((item) => (item === undefined ? looked : heard(item))),
      Stream.flattenIterable
    )
  })

/** An account as a broker with limits has it: what is asked of orders that leave is urgent, and its pauses are told. */
export const withinLimits = (of: LeftAlone, leaving: Leaving, account: ExchangeAccount): ExchangeAccount =>
  leaving.of({ ...account, reports: tellingPauses(of, account.reports) })
