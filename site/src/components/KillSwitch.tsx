import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../client/ask.ts"
import type { KillSwitch as View } from "../client/contract.ts"
import { sentenceOf } from "../client/problem.ts"
import { bots, killSwitch } from "../client/queries.ts"
import { stateWords } from "../client/words.ts"
import { trimmed } from "../format/number.ts"
import { exact, span } from "../format/time.ts"
import { Icon } from "./Icon.tsx"
import { useDialog } from "./use-dialog.ts"

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`

const positionOf = (bot: { readonly position: string; readonly base: string }): string =>
  /^-?0(\.0+)?$/.test(bot.position) ? "no position" : `${trimmed(bot.position)} ${bot.base}`

const WouldStop = ({ view }: { view: View }) => {
  const orders = view.wouldStop.reduce((total, bot) => total + bot.openOrders, 0)
  const running = view.wouldStop.filter(({ kept }) => kept !== true).length
  if (view.wouldStop.length === 0)
    return <p className="soft">No bot is running. From now on no bot can start until you allow trading again.</p>
  return (
    <>
      <p>
        Stops {count(running, "bot")}, cancels {count(orders, "order")} and closes every position at market. New orders
        are refused from the first moment.
      </p>
      <ul className="plain-list">
        {view.wouldStop.map((bot) => (
          <li key={bot.runId}>
            <strong>{bot.name}</strong>
            <span className="soft">
              {bot.kept === true && "kept when it stopped: "}
              {count(bot.openOrders, "order")}, {positionOf(bot)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

const Receipt = ({ receipt }: { receipt: NonNullable<View["receipt"]> }) => (
  <section className="receipt" data-testid="kill-switch-receipt" data-completed={receipt.completedAt !== undefined}>
    <h3>
      {receipt.completedAt === undefined
        ? "Stopping everything …"
        : `Everything stopped in ${((receipt.completedAt - receipt.haltedAt) / 1_000).toFixed(1)} s`}
    </h3>
    <dl className="pairs">
      <dt>New orders refused from</dt>
      <dd>{exact(receipt.haltedAt)}</dd>
      <dt>Bots told to stop</dt>
      <dd>{exact(receipt.commandedAt)}</dd>
      <dt>Last bot stopped</dt>
      <dd>{receipt.completedAt === undefined ? "in progress" : exact(receipt.completedAt)}</dd>
      <dt>Orders cancelled</dt>
      <dd>{receipt.ordersCancelled}</dd>
      <dt>Positions closed</dt>
      <dd>{receipt.positionsClosed}</dd>
    </dl>
    {receipt.bots.length > 0 && (
      <ul className="plain-list">
        {receipt.bots.map((bot) => (
          <li key={bot.runId}>
            <strong>{bot.name}</strong>
            <span className="soft">
              {stateWords[bot.stateNow].title.toLowerCase()}
              {bot.stoppedAt !== undefined && ` after ${span(Math.max(1_000, bot.stoppedAt - receipt.haltedAt))}`}
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
)

/** Two steps: it says what it will do, does it when confirmed, and shows the receipt. */
export const KillSwitch = () => {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const { data: view } = useQuery({
    ...killSwitch,
    refetchInterval: ({ state: { data } }) =>
      open ? (data?.halted === true && data.receipt?.completedAt === undefined ? 400 : 2_000) : 30_000
  })
  const accept = (next: View) => {
    client.setQueryData(killSwitch.queryKey, next)
    void client.invalidateQueries({ queryKey: bots.queryKey })
  }
  const use = useMutation({ mutationFn: () => ask("POST /kill-switch", {}), onSuccess: accept })
  const release = useMutation({
    mutationFn: () => ask("DELETE /kill-switch", {}),
    onSuccess: (next) => {
      accept(next)
      setOpen(false)
    }
  })
  const dialog = useDialog(open, () => setOpen(false))
  const halted = view?.halted ?? false
  const problem = use.error ?? release.error
  return (
    <>
      <button
        type="button"
        className={`button danger kill ${halted ? "filled" : ""}`}
        data-testid="kill-switch"
        onClick={() => setOpen(true)}
      >
        <Icon name="power" size={16} />
        <span>{halted ? "Trading halted" : "Kill switch"}</span>
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="kill-title">
        <div>
          <h2 id="kill-title">{halted ? "Trading is halted" : "Stop everything?"}</h2>
          {view !== undefined && !halted && <WouldStop view={view} />}
          {view !== undefined && halted && view.receipt !== undefined && <Receipt receipt={view.receipt} />}
          {halted && (
            <p className="soft">
              No bot can start and no order goes out that doesn't close a position, until you allow it.
            </p>
          )}
          {problem !== null && <p className="problem">{sentenceOf(problem)}</p>}
          <div className="actions">
            <button type="button" className="button" onClick={() => setOpen(false)}>
              {halted ? "Close" : "Keep trading"}
            </button>
            {halted ? (
              <button
                type="button"
                className="button primary"
                data-testid="kill-switch-release"
                disabled={release.isPending}
                onClick={() => release.mutate()}
              >
                Allow trading again
              </button>
            ) : (
              <button
                type="button"
                className="button danger filled"
                data-testid="kill-switch-confirm"
                disabled={use.isPending || view === undefined}
                onClick={() => use.mutate()}
              >
                {use.isPending ? "Stopping …" : "Stop everything now"}
              </button>
            )}
          </div>
        </div>
      </dialog>
    </>
  )
}
