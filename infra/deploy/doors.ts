import { Effect } from "effect"
import { ask, type Answer, expectStatus, problemIn } from "./ask.ts"
import { type Check, Wrong } from "./check.ts"

/** Where a deployment answers. */
export interface Deployed {
  /** As people open it: `https://tradetower.example`. */
  readonly site: string
  /** The functions' own host, which must let nobody in; none before a system on this machine. */
  readonly functions?: string
  /** The site's own host, where Front Door stands before it: it must answer nobody else. */
  readonly origin?: string
}

/** Somebody who writes the header themselves that Azure's authentication writes. */
const forged = {
  "x-ms-client-principal": Buffer.from(
    JSON.stringify({
      identityProvider: "entra",
      userId: "nobody",
      userDetails: "nobody",
      userRoles: ["anonymous", "authenticated", `t-${"a".repeat(26)}`]
    })
  ).toString("base64")
}

const ME = "/api/v1/me"
const alertOfNobody = { method: "POST", body: {} }
const WEBHOOK = `/api/v1/webhooks/tradingview/${"x".repeat(43)}`

const answers = (what: string, asked: ReturnType<typeof ask>, ...right: ReadonlyArray<number>): Check => ({
  what,
  ask: Effect.asVoid(Effect.flatMap(asked, (answer) => expectStatus(answer, ...right)))
})

/** The refusal is the API's own, not that of somebody before it. */
const byTheApi = (answer: Answer) =>
  problemIn(answer) === undefined
    ? Effect.fail(new Wrong({ why: `answered ${answer.status} before the API was asked`, mayPass: true }))
    : Effect.void

/** Refused, however it is said: a firewall's words for it are its own. What the site is told is known everywhere in minutes. */
const refused = ({ status }: Answer) =>
  status >= 400 && status < 500
    ? Effect.void
    : Effect.fail(new Wrong({ why: `answered ${status}, and was to refuse`, mayPass: true }))

/** What has to hold for whoever has not signed in. */
export const doors = ({ functions, origin, site }: Deployed): ReadonlyArray<Check> => [
  answers("the site is there", ask(`${site}/`), 200),
  answers("its API is up, with all it keeps", ask(`${site}/api/v1/health`), 200),
  answers("nobody is let in without a sign-in", ask(site + ME), 302, 401),
  answers("a forged sign-in is refused by the site", ask(site + ME, { headers: forged }), 302, 401),
  {
    what: "an alert reaches the API without a sign-in, which knows no such token",
    ask: ask(site + WEBHOOK, alertOfNobody).pipe(
      Effect.flatMap((answer) => expectStatus(answer, 401)),
      Effect.flatMap(byTheApi)
    )
  },
  ...(origin === undefined
    ? []
    : [
        {
          what: "the site's own host answers nobody past Front Door",
          ask: Effect.flatMap(ask(`${origin}/api/v1/health`), refused)
        }
      ]),
  ...(functions === undefined
    ? []
    : [
        answers(
          "a forged sign-in is refused by the functions' own host",
          ask(functions + ME, { headers: forged }),
          401,
          403
        ),
        {
          what: "an alert gets in through the site alone",
          ask: ask(functions + WEBHOOK, alertOfNobody).pipe(
            Effect.flatMap((answer) => expectStatus(answer, 401, 403)),
            Effect.flatMap((answer) =>
              problemIn(answer) === undefined
                ? Effect.void
                : Effect.fail(new Wrong({ why: "the API itself was reached", mayPass: false }))
            )
          )
        }
      ])
]
