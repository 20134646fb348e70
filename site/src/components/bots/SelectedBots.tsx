import { useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { compare } from "@tradetower/domain/number"
import { type Command, takes, tell, tellAll, type Told } from "../../client/bot-commands.ts"
import type { Bot, Closure } from "../../client/contract.ts"
import { bots as botsQuery } from "../../client/queries.ts"
import { closureWords } from "../../words/words.ts"
import { counted } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { Icon } from "../parts/Icon.tsx"
import { useDialog } from "../parts/use-dialog.ts"
import { GroupBots } from "./GroupBots.tsx"
import { Results } from "./Results.tsx"

type Verb = Command["_tag"]

const verbs: Record<Verb, { readonly title: string; readonly going: string; readonly told: string }> = {
  resume: { title: "Resume", going: "Resuming", told: "told to go on" },
  pause: { title: "Pause", going: "Pausing", told: "told to pause" },
  stop: { title: "Stop", going: "Stopping", told: "told to stop" }
}
const icons = { resume: "play", pause: "pause", stop: "stop" } as const

/** What it does to all of them together. */
const effectOf = (verb: Verb, meant: ReadonlyArray<Bot>): string => {
  const orders = meant.reduce((total, { run }) => total + (run?.summary.openOrders ?? 0), 0)
  const positions = meant.filter(({ run }) => compare(run?.summary.position ?? "0", "0") !== 0).length
  switch (verb) {
    case "resume":
      return "They go on where they were and lay what is missing."
    case "pause":
      return "Orders that would enter are taken back; exits and stops stay."
    case "stop":
      return `Together they have ${counted(orders, "order")} resting and ${counted(positions, "position")} open.`
  }
}

const Closures = ({ chosen, choose }: { chosen: Closure; choose: (closure: Closure) => void }) => (
  <fieldset className="closures">
    <legend className="unseen">What becomes of their orders and positions</legend>
    {(["CLOSE_POSITIONS", "CANCEL_ORDERS", "LIQUIDATE", "NONE"] as const).map((one) => (
      <label key={one} className="closure" data-testid={`selection-${one}`}>
        <input type="radio" name="closures" checked={chosen === one} onChange={() => choose(one)} />
        <strong>{closureWords[one]}</strong>
      </label>
    ))}
  </fieldset>
)

/** Confirms, tells one bot after another, and says of each that refused why. */
const Telling = ({ verb, selected, close }: { verb: Verb; selected: ReadonlyArray<Bot>; close: () => void }) => {
  // Those it was opened for: while they are told their states change.
  const [meant] = useState(() => selected.filter((bot) => takes(bot, verb)))
  const [others] = useState(selected.length - meant.length)
  const [closure, choose] = useState<Closure>("CLOSE_POSITIONS")
  const [through, setThrough] = useState<number>()
  const [told, setTold] = useState<Told>()
  const ending = useRef(new AbortController())
  const client = useQueryClient()
  const dialog = useDialog(true, () => {
    ending.current.abort()
    close()
  })
  const { going, title } = verbs[verb]
  const begin = async () => {
    setThrough(0)
    const command: Command = verb === "stop" ? { _tag: verb, closure } : { _tag: verb }
    const done = await tellAll(meant, (bot) => tell(bot.id, command), setThrough, ending.current.signal)
    void client.invalidateQueries({ queryKey: botsQuery.queryKey })
    setTold(done)
    if (ending.current.signal.aborted)
      toast(`${counted(done.told, "bot")} ${verbs[verb].told}; ${done.left.length} not told any more`, "warn")
    if (done.told < meant.length) return
    toast(`${counted(done.told, "bot")} ${verbs[verb].told}`)
    close()
  }
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="selection-title">
      <div>
        <h2 id="selection-title">
          {title} {counted(meant.length, "bot")}?
        </h2>
        {told !== undefined ? (
          <Results told={told} words={verbs[verb].told} />
        ) : through !== undefined ? (
          <label className="stack" data-testid="selection-progress">
            {going} {through} of {meant.length} …
            <progress max={meant.length} value={through} />
          </label>
        ) : (
          <>
            <p>
              {effectOf(verb, meant)}
              {others > 0 && ` ${counted(others, "other")} of those selected can’t now and stay as they are.`}
            </p>
            {verb === "stop" && <Closures chosen={closure} choose={choose} />}
          </>
        )}
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              ending.current.abort()
              if (through === undefined || told !== undefined) close()
            }}
          >
            {told !== undefined ? "Close" : through === undefined ? "Leave them" : "Don’t tell the rest"}
          </button>
          {through === undefined && (
            <button
              type="button"
              className={`button filled ${verb === "stop" ? "danger" : "primary"}`}
              data-testid="selection-confirm"
              onClick={() => void begin()}
            >
              {title} {counted(meant.length, "bot")}
            </button>
          )}
        </div>
      </div>
    </dialog>
  )
}

/** What can be done with the bots that are selected in the table. */
export const SelectedBots = ({
  selected,
  shown,
  select
}: {
  selected: ReadonlyArray<Bot>
  /** All that the table shows. */
  shown: ReadonlyArray<Bot>
  select: (ids: ReadonlySet<string>) => void
}) => {
  const [verb, setVerb] = useState<Verb>()
  const [grouping, setGrouping] = useState(false)
  if (selected.length === 0 && verb === undefined) return null
  return (
    <div className="selection" role="group" aria-label="Selected bots" data-testid="selection">
      <span className="spread">
        {selected.length} of {shown.length} selected
      </span>
      {selected.length < shown.length && (
        <button
          type="button"
          className="button quiet"
          data-testid="select-all"
          onClick={() => select(new Set(shown.map(({ id }) => id)))}
        >
          All {shown.length}
        </button>
      )}
      <button type="button" className="button quiet" onClick={() => select(new Set())}>
        None
      </button>
      {(["resume", "pause", "stop"] as const).map((one) => {
        const able = selected.filter((bot) => takes(bot, one)).length
        return (
          <button
            key={one}
            type="button"
            className={`button ${one === "stop" ? "danger" : ""}`}
            data-testid={`selection-${one}`}
            disabled={able === 0}
            onClick={() => setVerb(one)}
          >
            <Icon name={icons[one]} size={16} />
            {verbs[one].title} {able}
          </button>
        )
      })}
      <button type="button" className="button" data-testid="selection-group" onClick={() => setGrouping(true)}>
        Group …
      </button>
      {grouping && <GroupBots selected={selected} all={shown} close={() => setGrouping(false)} />}
      {verb !== undefined && <Telling verb={verb} selected={selected} close={() => setVerb(undefined)} />}
    </div>
  )
}
