import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Payload } from "../../client/contract.ts"
import { refusedFields, sentenceOf } from "../../client/problem.ts"
import { addThisBrowser, canPush } from "../../client/push.ts"
import { alerts } from "../../client/queries.ts"

type New = Payload<"POST /alerts/channels">

const ways = [
  { value: "PUSH", title: "This browser" },
  { value: "TELEGRAM", title: "Telegram" },
  { value: "EMAIL", title: "E-mail" }
] as const
type Way = (typeof ways)[number]["value"]

const fields = {
  TELEGRAM: [
    {
      name: "token",
      label: "Token of your bot",
      type: "password",
      help: "BotFather in Telegram gives it: write /newbot to it."
    },
    {
      name: "chat",
      label: "Chat",
      type: "text",
      help: "Its number, where you know it. Else left empty: you are given a code to write to the bot."
    }
  ],
  EMAIL: [
    { name: "host", label: "Mail server", type: "text", help: "As smtp.example.com." },
    { name: "port", label: "Port", type: "text", help: "587 with STARTTLS, 465 with TLS." },
    { name: "user", label: "Name there", type: "text", help: "Where it asks for one." },
    { name: "password", label: "Password there", type: "password", help: "Kept encrypted, and never shown again." },
    { name: "from", label: "From", type: "email", help: "An address that the server lets you send from." },
    { name: "to", label: "To", type: "email", help: "Where the alerts go." }
  ]
} as const

const newOf = (
  way: Exclude<Way, "PUSH">,
  { chat, password, user, ...draft }: Readonly<Record<string, string>>
): New => {
  if (way === "TELEGRAM")
    return { _tag: way, label: "Telegram", token: (draft["token"] ?? "").trim(), ...(chat && { chat: chat.trim() }) }
  const { from = "", host = "", port = "", to = "" } = draft
  return {
    _tag: way,
    label: "E-mail",
    host: host.trim(),
    port: Number(port),
    security: port.trim() === "465" ? "TLS" : /^(127\.|localhost$|::1$)/.test(host.trim()) ? "NONE" : "STARTTLS",
    from: from.trim(),
    to: to.trim(),
    ...(user && { user }),
    ...(password && { password })
  }
}

/** Adds this browser, a Telegram bot, or a mail server. */
export const AddChannel = ({ pushKey }: { pushKey: string }) => {
  const client = useQueryClient()
  const [way, setWay] = useState<Way>()
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({ port: "587" })
  const add = useMutation({
    mutationFn: async () => {
      if (way === "PUSH") await addThisBrowser(pushKey, "Browser")
      else if (way !== undefined) await ask("POST /alerts/channels", { payload: newOf(way, draft) })
    },
    onSuccess: () => {
      setWay(undefined)
      setDraft({ port: "587" })
    },
    onSettled: () => client.invalidateQueries({ queryKey: alerts.queryKey })
  })
  const problems = refusedFields(add.error)
  return (
    <form
      className="inside stack"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <div className="segments" role="group" aria-label="Add a way to be reached">
        {ways.map(({ title, value }) => (
          <button
            key={value}
            type="button"
            aria-pressed={way === value}
            data-testid={`add-${value}`}
            onClick={() => {
              setWay(value)
              add.reset()
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {way === "PUSH" && !canPush() && (
        <p className="warn">
          This browser can’t be told of alerts here: it needs a page by https, or on this computer, and notifications.
          On an iPhone, add TradingTower to the home screen first.
        </p>
      )}
      {way !== undefined && way !== "PUSH" && (
        <div className="fields">
          {fields[way].map(({ help, label, name, type }) => (
            <div className="field" key={name}>
              <label htmlFor={`channel-${name}`}>{label}</label>
              <span className="input" data-bad={problems[name] !== undefined}>
                <input
                  id={`channel-${name}`}
                  type={type}
                  autoComplete="off"
                  value={draft[name] ?? ""}
                  onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, [name]: value }))}
                />
              </span>
              <small className={problems[name] === undefined ? "help" : "problem"}>{problems[name] ?? help}</small>
            </div>
          ))}
        </div>
      )}
      {add.error !== null && <p className="problem">{sentenceOf(add.error)}</p>}
      {way !== undefined && (way !== "PUSH" || canPush()) && (
        <div className="row">
          <button type="submit" className="button primary" data-testid="add-channel" disabled={add.isPending}>
            {add.isPending ? "Adding …" : "Add"}
          </button>
        </div>
      )}
    </form>
  )
}
