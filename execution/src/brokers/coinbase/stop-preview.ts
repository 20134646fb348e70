import { Clock, Effect, Option, Schema } from "effect"
import { PreviewAnswer } from "./answers.ts"
import type { Client } from "./client.ts"
import type { OrderBody } from "./configuration.ts"
import { paths } from "./paths.ts"

/** Kinds of orders of which it is disputed whether every product takes them. */
const DISPUTED = new Set(["stop_limit_stop_limit_gtc", "trigger_bracket_gtc"])
/** What says that a product has no orders of a kind, whatever else they ask for. */
const NO_SUCH_KIND = /UNSUPPORTED_ORDER|INVALID_ORDER_(TYPE|CONFIG)|ORDER_TYPE_NOT/
/** What was said is believed for so long, ms. */
const BELIEVED = 86_400_000

const readPreview = Schema.decodeUnknownOption(PreviewAnswer)

/**
 * Whether a product takes a stop, or a target with one: asked once of each before the first is sent, by a preview, which
 * places nothing. Answers why not, as Coinbase names it; nothing where it does, or does not say: the order itself will tell.
 */
export const makeStopPreview = (client: Client) => {
  const told = new Map<string, { readonly at: number; readonly why: string | undefined }>()

  return Effect.fn("Coinbase.preview")(function* ({ order_configuration, product_id, side }: OrderBody) {
    const [kind = ""] = Object.keys(order_configuration)
    if (!DISPUTED.has(kind)) return undefined
    const now = yield* Clock.currentTimeMillis
    const name = `${product_id}/${kind}`
    const before = told.get(name)
    if (before !== undefined && now - before.at < BELIEVED) return before.why
    const answered = yield* Effect.option(
      client.send(paths.preview, JSON.stringify({ product_id, side, order_configuration }), "URGENT")
    )
    const preview = Option.flatMap(answered, ({ body, status }) =>
      status < 300 ? Option.flatMap(body, readPreview) : Option.none()
    )
    if (Option.isNone(preview)) return undefined
    const why = preview.value.errs.find((reason) => NO_SUCH_KIND.test(reason))
    told.set(name, { at: now, why })
    return why
  })
}
