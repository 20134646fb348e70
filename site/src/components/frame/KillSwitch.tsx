import { useStore } from "@nanostores/react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { KillSwitch as View } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { after, apart, leftWords, metWords, ofAll, staying, toDo, wouldDo } from "./kill-switch-words.ts"
import { bots, exchanges, killSwitch, me } from "../../client/queries.ts"
import { marketOfBot } from "../parts/run-result.ts"
import { stateWords } from "../../words/words.ts"
import { exact } from "../../format/time.ts"
import { stopEverything, stopWish, withdrawStop } from "../../stop-everything/stop-everything.ts"
import { Icon } from "../parts/Icon.tsx"
import { killDialog, StopStanding } from "./StopEverything.tsx"
import { useDialog } from "../parts/use-dialog.ts"

const WouldStop = ({ view }: { view: View }) => {
  const { data: all } = useQuery(bots)
  const { data: known } = useQuery(exchanges)
  const stays = staying(all ?? [], (bot) => marketOfBot(known, bot)?.instrument.base ?? "")
  return (
    <>
      {view.wouldStop.length === 0 ? (
        <p className="soft">Nothing is running. From now on no bot can start until you allow trading again.</p>
      ) : (
        <p>{wouldDo(view.wouldStop)} New orders are refused from the first moment.</p>
      )}
      <ul className="plain-list">
        {view.wouldStop.map((bot) => (
          <li key={bot.runId}>
            <strong>{bot.name}</strong>
            <span className="soft">
              {bot.environment === "LIVE" && "real money: "}
              {bot.kept === true && "kept when it stopped: "}
              {metWords(bot)}
            </span>
          </li>
        ))}
      </ul>
      {stays.length > 0 && (
        <p className="soft" data-testid="kill-switch-stays">
          What completed bots bought is yours and stays: {stays.join("; ")}.
        </p>
      )}
    </>
  )
}

const Receipt = ({ receipt }: { receipt: NonNullable<View["receipt"]> }) => {
  const stopping = receipt.completedAt === undefined && receipt.more === undefined
  const all = toDo(receipt.bots)
  return (
    <section className="receipt" data-testid="kill-switch-receipt" data-completed={receipt.completedAt !== undefined}>
      <h3>
        {receipt.completedAt === undefined
          ? receipt.more === undefined
            ? "Stopping everything …"
            : "Everything was told to stop"
          : receipt.bots.length === 0
            ? "Nothing was running"
            : `Everything stopped in ${after(receipt.completedAt, receipt.haltedAt)}`}
      </h3>
      <dl className="pairs">
        <dt>New orders refused from</dt>
        <dd>{exact(receipt.haltedAt)}</dd>
        <dt>Bots told to stop</dt>
        <dd>{exact(receipt.commandedAt)}</dd>
        <dt>Last bot stopped</dt>
        <dd>
          {receipt.more !== undefined
            ? "see Bots"
            : receipt.completedAt === undefined
              ? "in progress"
              : exact(receipt.completedAt)}
        </dd>
        <dt>Orders cancelled</dt>
        <dd data-testid="kill-switch-cancelled">
          {stopping
            ? ofAll(receipt.ordersCancelled, receipt.live?.ordersCancelled, all.orders)
            : apart(receipt.ordersCancelled, receipt.live?.ordersCancelled)}
        </dd>
        <dt>Positions closed</dt>
        <dd>
          {stopping
            ? ofAll(receipt.positionsClosed, receipt.live?.positionsClosed, all.positions)
            : apart(receipt.positionsClosed, receipt.live?.positionsClosed)}
        </dd>
      </dl>
      {receipt.bots.length > 0 && (
        <ul className="plain-list">
          {receipt.bots.map((bot) => (
            <li key={bot.runId}>
              <strong>{bot.name}</strong>
              <span className="soft">
                {stateWords[bot.stateNow].title.toLowerCase()}
                {bot.stoppedAt !== undefined && ` after ${after(bot.stoppedAt, receipt.haltedAt)}`}
                {leftWords(bot) !== undefined && `: ${leftWords(bot)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {receipt.more !== undefined && <p>And {receipt.more} more, not listed here: Bots shows where they stand.</p>}
    </section>
  )
}

/** Two steps: it says what it will do, does it when confirmed, and shows the receipt. */
export const KillSwitch = () => {
  const open = useStore(killDialog)
  const setOpen = (next: boolean) => killDialog.set(next)
  const client = useQueryClient()
  const { data: trader } = useQuery(me)
  const { data: view } = useQuery({
    ...killSwitch,
    refetchInterval: ({ state: { data } }) =>
      open ? (data?.halted === true && data.receipt?.completedAt === undefined ? 400 : 2_000) : 30_000
  })
  const accept = (next: View) => {
    client.setQueryData(killSwitch.queryKey, next)
    void client.invalidateQueries({ queryKey: bots.queryKey })
  }
  const release = useMutation({
    mutationFn: () => {
      withdrawStop()
      return ask("DELETE /kill-switch", {})
    },
    onSuccess: (next) => {
      accept(next)
      setOpen(false)
    }
  })
  const dialog = useDialog(open, () => setOpen(false))
  const halted = view?.halted ?? false
  const wish = useStore(stopWish)
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
        {open && (
          <div>
            <h2 id="kill-title">{halted ? "Trading is halted" : "Stop everything?"}</h2>
            {view !== undefined && !halted && <WouldStop view={view} />}
            {view === undefined && (
              <p className="soft">
                Every bot stops, every order is cancelled and every position closed at market. What that is just now is
                not known here.
              </p>
            )}
            {view !== undefined && halted && view.receipt !== undefined && <Receipt receipt={view.receipt} />}
            {halted && (
              <p className="soft">
                No bot can start and no order goes out that doesn't close a position, until you allow it.
              </p>
            )}
            <StopStanding />
            {release.error !== null && <p className="problem">{sentenceOf(release.error)}</p>}
            <div className="actions">
              <button type="button" className="button" onClick={() => setOpen(false)}>
                {halted || wish !== undefined ? "Close" : "Keep trading"}
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
              ) : wish === undefined ? (
                <button
                  type="button"
                  className="button danger filled"
                  data-testid="kill-switch-confirm"
                  disabled={trader === undefined}
                  onClick={stopEverything}
                >
                  Stop everything now
                </button>
              ) : null}
            </div>
          </div>
        )}
      </dialog>
    </>
  )
}
