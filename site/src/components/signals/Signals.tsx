import type { SignalAction } from "@tradetower/domain/bot"
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { collapsed } from "../parts/collapsed.ts"
import type { Bot, Signal } from "../../client/contract.ts"
import { reach } from "../../client/own-server.ts"
import { sentenceOf } from "../../client/problem.ts"
import { bots, signals } from "../../client/queries.ts"
import { CopyButton } from "./CopyButton.tsx"
import { Frame } from "../frame/Frame.tsx"
import { ReachNotice } from "./ReachNotice.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { TestAlert } from "./TestAlert.tsx"
import { useNow } from "../parts/use-now.ts"
import { ago, exact, exactClock, moment } from "../../format/time.ts"

const stages: Record<Signal["stage"], { readonly title: string; readonly tone: string }> = {
  RECEIVED: { title: "Received", tone: "accent" },
  REFUSED: { title: "Refused", tone: "down" },
  IGNORED: { title: "Not used", tone: "soft" },
  MATCHED: { title: "Matched", tone: "accent" },
  ORDERED: { title: "Ordered", tone: "accent" },
  FILLED: { title: "Filled", tone: "up" }
}

const reachable = queryOptions({ queryKey: ["reach"], queryFn: reach, staleTime: 60_000 })

const Address = ({ madeAt }: { madeAt: number | undefined }) => {
  const client = useQueryClient()
  const [sure, setSure] = useState(false)
  const make = useMutation({
    mutationFn: () => ask("POST /signals/token", {}),
    onSuccess: () => {
      setSure(false)
      void client.invalidateQueries({ queryKey: signals.queryKey })
    }
  })
  const now = useNow(30_000)
  const { data: within } = useQuery(reachable)
  const origin = within?.publicUrl ?? location.origin
  const shown = make.data === undefined ? undefined : `${origin}${make.data.path}`
  const press = () => (madeAt !== undefined && !sure ? setSure(true) : make.mutate())
  return (
    <section className="panel" aria-labelledby="address-title">
      <header>
        <h2 id="address-title">Your webhook address</h2>
      </header>
      <div className="inside stack">
        {shown !== undefined ? (
          <>
            <p className="code" data-testid="webhook-address">
              {shown}
            </p>
            <div className="row">
              <CopyButton text={shown} />
              <span className="soft">Shown this once. Whoever has it can send your bots alerts.</span>
            </div>
          </>
        ) : (
          <>
            <p className="soft">
              {madeAt === undefined
                ? "TradingView sends its alerts to an address of your own. Make it, then paste it into the alert's notifications, under Webhook URL."
                : `Made ${ago(madeAt, now)}. It can't be shown again; if it is lost or known to others, make a new one.`}
            </p>
            {sure && <p className="warn">The address in use stops working at once. Alerts sent to it are refused.</p>}
            <div className="row">
              <button
                type="button"
                className="button primary"
                data-testid="make-address"
                disabled={make.isPending}
                onClick={press}
              >
                {madeAt === undefined ? "Make the address" : sure ? "Yes, make a new one" : "Make a new address"}
              </button>
              {sure && (
                <button type="button" className="button" onClick={() => setSure(false)}>
                  Keep the old one
                </button>
              )}
            </div>
          </>
        )}
        {within !== undefined && <ReachNotice reach={within} />}
        {make.error !== null && <p className="problem">{sentenceOf(make.error)}</p>}
      </div>
    </section>
  )
}

const actions: ReadonlyArray<SignalAction> = ["BUY", "SELL", "EXIT"]
const actionWords: Record<SignalAction, string> = { BUY: "Buy", SELL: "Sell", EXIT: "Exit" }
type Kind = SignalAction | "STRATEGY"
const kinds: ReadonlyArray<Kind> = [...actions, "STRATEGY"]

const messageOf = ({ id, symbol }: Bot, kind: Kind): string => {
  const said =
    kind === "STRATEGY"
      ? { action: "{{strategy.order.action}}", position: "{{strategy.market_position}}", pair: "{{ticker}}" }
      : { action: kind, pair: symbol }
  return JSON.stringify({ bot: id, ...said, time: "{{timenow}}" }, undefined, 2)
}

const Message = ({ all }: { all: ReadonlyArray<Bot> }) => {
  const [chosen, choose] = useState<string>()
  const [kind, setKind] = useState<Kind>("BUY")
  const bot =
    all.find(({ id }) => id === chosen) ?? all.find(({ settings }) => settings.start._tag === "TRADINGVIEW") ?? all[0]
  if (bot === undefined)
    return (
      <div className="panel">
        <Empty title="No bot to alert yet">
          <p>Make a bot whose start is “TradingView signal”, then come back for the message to paste.</p>
          <a className="button primary" href="/app/bots/new/">
            New bot
          </a>
        </Empty>
      </div>
    )
  const text = messageOf(bot, kind)
  return (
    <section className="panel" aria-labelledby="message-title">
      <header>
        <h2 id="message-title">The message to paste</h2>
      </header>
      <div className="inside stack">
        <div className="row">
          <label className="field">
            <span className="unseen">Bot</span>
            <span className="input">
              <select value={bot.id} data-testid="signal-bot" onChange={(event) => choose(event.currentTarget.value)}>
                {all.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </span>
          </label>
          <div className="segments" role="group" aria-label="Action">
            {kinds.map((one) => (
              <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
                {one === "STRATEGY" ? "As a strategy says" : actionWords[one]}
              </button>
            ))}
          </div>
        </div>
        <pre className="code" data-testid="signal-json">
          {text}
        </pre>
        {kind === "EXIT" && (
          <p className="soft">
            A DCA or combo bot ends its cycle at market and waits for its next alert; any other closes its position and
            stops.
          </p>
        )}
        {kind === "STRATEGY" && (
          <p className="soft">
            For the alert of a strategy: long enters a bot that waits for Buy, short one that waits for Sell; flat or
            the other side leaves the market. To turn from one to the other, send it to two bots.
          </p>
        )}
        <p className="soft">
          TradingView puts the time in place of {"{{timenow}}"}, in UTC. A time without a zone is read as UTC; an alert
          older than 60 s is refused.
        </p>
        <div className="row">
          <CopyButton text={text} />
        </div>
        {kind !== "STRATEGY" && <TestAlert key={`${bot.id} ${kind}`} botId={bot.id} action={kind} />}
        {bot.run?.live !== true && <p className="soft">{bot.name} isn't running: start it to send it an alert.</p>}
        {bot.settings.start._tag !== "TRADINGVIEW" && (
          <p className="soft">
            {bot.name} doesn't start by TradingView signal, so an alert is received but not used. Change its start in
            its settings.
          </p>
        )}
      </div>
    </section>
  )
}

const nameOf = (action: string | undefined): string => {
  const found = actions.find((one) => one === action?.toUpperCase())
  return found === undefined ? "Alert" : actionWords[found]
}

/** What an alert says, but for its times: neighbours that say the same are one line. */
const sayingOf = ({ action, botName, pair, reason, stage, test, way }: Signal): string =>
  [stage, action, pair, botName, test, reason, ...way.map((step) => step.stage)].join("\n")

const One = ({ signal, times, now }: { signal: Signal; times: number; now: number }) => (
  <li className="signal" data-testid="signal-row" data-stage={signal.stage}>
    <div className="row">
      <span className="chip" data-tone={stages[signal.stage].tone}>
        {stages[signal.stage].title}
      </span>
      <strong>
        {nameOf(signal.action)} {signal.pair}
      </strong>
      {signal.botName !== undefined && <span className="soft">for {signal.botName}</span>}
      {signal.test && (
        <span className="chip plain" data-tone="soft">
          Test
        </span>
      )}
      <small className="soft nowrap" title={exact(signal.receivedAt)}>
        {times > 1 && `${times} times, the last at `}
        {moment(signal.receivedAt, now)}
      </small>
    </div>
    <ol className="way">
      {signal.way.map(({ stage, at }) => (
        <li key={stage}>
          {stages[stage].title} <span className="soft">{exactClock(at)}</span>
        </li>
      ))}
    </ol>
    {signal.reason !== undefined && <p className="soft">{signal.reason}</p>}
    {signal.text !== undefined && (
      <details>
        <summary>What came in</summary>
        <pre className="code">{signal.text === "" ? "Nothing: the body was empty." : signal.text}</pre>
      </details>
    )}
  </li>
)

const Content = () => {
  const asked = useQuery(signals)
  const all = useQuery(bots)
  const now = useNow(30_000)
  if (asked.data === undefined || all.data === undefined)
    return <Missing what="Your signals can't be shown" asked={[asked, all]} height={320} />
  return (
    <>
      <h1>Signals</h1>
      <div className="form-columns">
        <Address madeAt={asked.data.addressMadeAt} />
        <Message all={all.data.filter(({ archivedAt }) => archivedAt === undefined)} />
      </div>
      <section className="panel" aria-labelledby="came-title">
        <header>
          <h2 id="came-title">What came in, and its way</h2>
        </header>
        {asked.data.signals.length === 0 ? (
          <Empty title="No alert yet">
            <p>
              Each one shows here: received, matched to a bot, ordered, filled, with times. Try an alert, and send it,
              to see it.
            </p>
          </Empty>
        ) : (
          <ul>
            {collapsed(asked.data.signals, sayingOf).map(({ entry, times }) => (
              <One key={entry.id} signal={entry} times={times} now={now} />
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

export default function Signals() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
