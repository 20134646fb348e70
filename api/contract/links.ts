import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Conflict, NotFound } from "./problem.ts"

const payload = Schema.Struct({ link: Schema.String.check(Schema.isMaxLength(1_000)) })

/** What a link of a message would do, once. */
export const LinkView = Schema.Struct({
  action: Schema.Literals(["RESUME", "STOP", "KILL"]),
  /** The bot's name. */
  bot: Schema.optionalKey(Schema.String),
  until: Schema.Int
}).annotate({ identifier: "Link" })
export type LinkView = typeof LinkView.Type

/** One-time links of messages: signed, they need no sign-in. To look does nothing; only `use` acts. */
export class LinksGroup extends HttpApiGroup.make("links")
  .add(
    HttpApiEndpoint.post("look", "/links/look", {
      payload,
      success: LinkView,
      error: [NotFound, Conflict]
    }).annotateMerge(OpenApi.annotations({ summary: "What a link of a message would do; does nothing" })),
    HttpApiEndpoint.post("use", "/links/use", {
      payload,
      success: LinkView,
      error: [NotFound, Conflict]
    }).annotateMerge(OpenApi.annotations({ summary: "Do what a link of a message is for, once" }))
  )
  .annotateMerge(OpenApi.annotations({ title: "Links" })) {}
