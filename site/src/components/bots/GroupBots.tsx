import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { ask } from "../../client/ask.ts"
import { tellAll, type Told } from "../../client/bot-commands.ts"
import type { Bot } from "../../client/contract.ts"
import { bots as botsQuery } from "../../client/queries.ts"
import { counted } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { AskDialog } from "../parts/AskDialog.tsx"
import { Results } from "./Results.tsx"

/** Puts bots into a group by its name, or out of theirs. */
export const GroupBots = ({
  selected,
  all,
  close
}: {
  selected: ReadonlyArray<Bot>
  all: ReadonlyArray<Bot>
  close: () => void
}) => {
  const [meant] = useState(selected)
  const [group, setGroup] = useState(meant[0]?.group ?? "")
  const [through, setThrough] = useState(0)
  const [told, setTold] = useState<Told>()
  const ending = useRef(new AbortController())
  const client = useQueryClient()
  const known = [...new Set(all.flatMap((bot) => (bot.group === undefined ? [] : [bot.group])))].toSorted()
  const put = useMutation({
    mutationFn: () =>
      tellAll(
        meant,
        ({ id }) => ask("PATCH /bots/:botId", { params: { botId: id }, payload: { group: group.trim() } }),
        setThrough,
        ending.current.signal
      ),
    onSuccess: (done) => {
      void client.invalidateQueries({ queryKey: botsQuery.queryKey })
      if (done.told < meant.length) return setTold(done)
      toast(group.trim() === "" ? "In no group any more" : `${counted(done.told, "bot")} put into ${group.trim()}`)
      close()
    }
  })
  return (
    <AskDialog
      name="group"
      title={`Group of ${counted(meant.length, "bot")}`}
      close={() => {
        ending.current.abort()
        close()
      }}
      act={put}
      leave={told === undefined ? "Cancel" : "Close"}
      confirm={told === undefined ? { title: group.trim() === "" ? "In no group" : "Put into it" } : undefined}
    >
      {told !== undefined ? (
        <Results told={told} words="put into it" />
      ) : put.isPending ? (
        <label className="stack">
          {through} of {meant.length} …
          <progress max={meant.length} value={through} />
        </label>
      ) : (
        <label className="stack">
          <span>A name of your own, such as “Majors”; nothing takes them out of their group.</span>
          <span className="input">
            <input
              list="groups"
              maxLength={60}
              value={group}
              data-testid="group-name"
              onChange={({ currentTarget }) => setGroup(currentTarget.value)}
            />
          </span>
          <datalist id="groups">
            {known.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </datalist>
        </label>
      )}
    </AskDialog>
  )
}
