import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { AlertKind } from "@tradetower/domain/alert-kind"
import { QuietHours, Zone } from "@tradetower/domain/calendar"
import { NumberFormat } from "@tradetower/domain/format"
import { BotId } from "@tradetower/domain/ids"
import { SignedIn } from "./middleware.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"

/** Most channels of one trader. */
export const MOST_CHANNELS = 10
/** Most bots of which a channel is told apart. */
const MOST_BOTS = 200

const short = (most: number) => Schema.NonEmptyString.check(Schema.isMaxLength(most))
const Label = short(60)
const Address = short(254).check(
  Schema.isPattern(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/, { message: "give one address such as ada@example.com" })
)
const Host = short(253).check(
  Schema.isPattern(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/, { message: "give a host such as smtp.example.com" })
)
const Port = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 65_535 }, { message: "give a port, 1 to 65535" }))
const Security = Schema.Literals(["TLS", "STARTTLS", "NONE"])
const Token = Schema.String.check(
  Schema.isPattern(/^\d{1,20}:[\w-]{20,100}$/, { message: "paste the token as BotFather gives it: 123456:ABC-DEF…" })
)
const Chat = Schema.String.check(
  Schema.isPattern(/^-?\d{1,20}$|^@\w{5,32}$/, { message: "give the chat's number, or leave it out to pair" })
)
const Base64 = (bytes: string, most: number) =>
  short(most).check(Schema.isPattern(/^[\w-]+$/, { message: `give the browser's ${bytes}, base64url` }))

/** A way to be reached, as it is added. */
export const NewChannel = Schema.TaggedUnion({
  /** Web Push: what `PushManager.subscribe` gave in that browser. */
  PUSH: {
    label: Label,
    endpoint: short(1_000),
    p256dh: Base64("p256dh", 100),
    auth: Base64("auth", 40)
  },
  /** A bot of your own at Telegram; without `chat` it is paired by a code that you write to it. */
  TELEGRAM: { label: Label, token: Token, chat: Schema.optionalKey(Chat) },
  /** A mail server of your own; `NONE` is for one on this very computer. */
  EMAIL: {
    label: Label,
    host: Host,
    port: Port,
    security: Security,
    user: Schema.optionalKey(short(254)),
    password: Schema.optionalKey(short(1_000)),
    from: Address,
    to: Address
  }
}).annotate({ identifier: "NewChannel" })
export type NewChannel = typeof NewChannel.Type

const Kinds = Schema.Array(AlertKind).check(Schema.isMaxLength(20))
const ByBot = Schema.Array(Schema.Struct({ botId: BotId, kinds: Kinds })).check(Schema.isMaxLength(MOST_BOTS))

export const ChannelView = Schema.Struct({
  id: Schema.String,
  way: Schema.Literals(["PUSH", "TELEGRAM", "EMAIL"]),
  label: Schema.String,
  /** Where it leads, in words; nothing secret. */
  leads: Schema.String,
  addedAt: Schema.Int,
  kinds: Schema.Array(AlertKind),
  /** Of these bots it tells of these kinds in their place. */
  byBot: Schema.Array(Schema.Struct({ botId: BotId, kinds: Schema.Array(AlertKind) })),
  /** What is to be written to the bot until then, ms. */
  pairing: Schema.optionalKey(Schema.Struct({ code: Schema.String, until: Schema.Int })),
  /** Nothing goes this way any more, and why. */
  trouble: Schema.optionalKey(Schema.Struct({ at: Schema.Int, text: Schema.String })),
  deliveredAt: Schema.optionalKey(Schema.Int),
  /** The latest test. */
  test: Schema.optionalKey(
    Schema.Struct({
      askedAt: Schema.Int,
      doneAt: Schema.optionalKey(Schema.Int),
      problem: Schema.optionalKey(Schema.String)
    })
  )
}).annotate({ identifier: "Channel" })
export type ChannelView = typeof ChannelView.Type

/** How pages and messages speak to a trader; each as usual where it is left out. */
export const PreferencesView = Schema.Struct({
  timeZone: Schema.optionalKey(Zone),
  numbers: Schema.optionalKey(NumberFormat),
  quietHours: Schema.optionalKey(QuietHours)
}).annotate({ identifier: "Preferences" })
export type PreferencesView = typeof PreferencesView.Type

export const AlertsView = Schema.Struct({
  channels: Schema.Array(ChannelView),
  /** What a browser subscribes with (VAPID, `applicationServerKey`). */
  pushKey: Schema.String
}).annotate({ identifier: "Alerts" })
export type AlertsView = typeof AlertsView.Type

const params = { channelId: short(64) }
const summary = (text: string) => OpenApi.annotations({ summary: text })

/** The ways alerts reach a trader when no page is open. */
export class AlertsGroup extends HttpApiGroup.make("alerts")
  .add(
    HttpApiEndpoint.get("list", "/alerts", { success: AlertsView }).annotateMerge(summary("The ways you are reached")),
    HttpApiEndpoint.post("add", "/alerts/channels", {
      payload: NewChannel,
      success: ChannelView.pipe(HttpApiSchema.status(201)),
      error: [CannotWork, Conflict]
    }).annotateMerge(summary("Add a way to be reached; what opens it is kept as a secret and never shown")),
    HttpApiEndpoint.patch("change", "/alerts/channels/:channelId", {
      params,
      payload: Schema.Struct({
        label: Schema.optionalKey(Label),
        kinds: Schema.optionalKey(Kinds),
        byBot: Schema.optionalKey(ByBot)
      }),
      success: ChannelView,
      error: [NotFound]
    }).annotateMerge(summary("Choose what a channel tells of")),
    HttpApiEndpoint.delete("remove", "/alerts/channels/:channelId", {
      params,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(summary("Take a channel away, and what opened it")),
    HttpApiEndpoint.post("test", "/alerts/channels/:channelId/test", {
      params,
      success: ChannelView.pipe(HttpApiSchema.status(202)),
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Send a test; the channel says how it went")),
    HttpApiEndpoint.post("voidLinks", "/alerts/links/void", { success: HttpApiSchema.NoContent }).annotateMerge(
      summary("Make every link void that went out in messages so far")
    ),
    HttpApiEndpoint.get("preferences", "/preferences", { success: PreferencesView }).annotateMerge(
      summary("Your time zone, number format and quiet hours")
    ),
    HttpApiEndpoint.put("setPreferences", "/preferences", {
      payload: PreferencesView,
      success: PreferencesView
    }).annotateMerge(summary("Set them; what is left out is as usual"))
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Alerts" })) {}
