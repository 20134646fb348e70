import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { takes, tell } from "../../client/bot-commands.ts"
import type { Bot, Market } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { bots } from "../../client/queries.ts"
import { toast } from "../../live/store.ts"
import { Icon } from "../parts/Icon.tsx"
import { FundsDialog } from "./FundsDialog.tsx"
import { StopDialog } from "./StopDialog.tsx"

type Command = "start" | "pause" | "resume" | "enter"

const done: Record<Command, string> = {
  start: "Starting",
  pause: "Pausing",
  resume: "Going on",
  enter: "Entering the market"
}

const send = (command: Command, botId: string): Promise<unknown> => {
  const params = { botId }
  switch (command) {
    case "start":
      return ask("POST /bots/:botId/start", { params })
    case "pause":
    case "resume":
      return tell(botId, { _tag: command })
    case "enter":
      return ask("POST /bots/:botId/enter", { params })
  }
}

/** What the trader can do with a bot as it stands. */
export const BotControls = ({ bot, market }: { bot: Bot; market: Market | undefined }) => {
  const [dialog, setDialog] = useState<"stop" | "funds">()
  const client = useQueryClient()
  const command = useMutation({
    mutationFn: (one: Command) => send(one, bot.id),
    onSuccess: (_, one) => {
      toast(`${done[one]} …`)
      void client.invalidateQueries({ queryKey: bots.queryKey })
    },
    onError: (error) => toast(sentenceOf(error), "down")
  })
  const state = bot.run?.live === true ? bot.run.summary.state : undefined
  const button = (one: Command, title: string, icon: "play" | "pause" | "enter", primary = false) => (
    <button
      type="button"
      className={`button ${primary ? "primary" : ""}`}
      data-testid={`bot-${one}`}
      disabled={command.isPending}
      onClick={() => command.mutate(one)}
    >
      <Icon name={icon} size={16} />
      {title}
    </button>
  )
  return (
    <div className="row controls">
      {state === undefined &&
        bot.archivedAt === undefined &&
        button("start", bot.run === undefined ? "Start" : "Start again", "play", true)}
      {state === "WAITING" && bot.settings.start._tag === "MANUAL" && button("enter", "Enter now", "enter", true)}
      {takes(bot, "resume") && button("resume", "Resume", "play", true)}
      {takes(bot, "pause") && button("pause", "Pause", "pause")}
      {takes(bot, "stop") && (
        <>
          <button type="button" className="button" data-testid="bot-funds" onClick={() => setDialog("funds")}>
            <Icon name="plus" size={16} />
            Funds
          </button>
          <button type="button" className="button danger" data-testid="bot-stop" onClick={() => setDialog("stop")}>
            <Icon name="stop" size={16} />
            Stop
          </button>
        </>
      )}
      {state !== undefined && (
        <StopDialog bot={bot} market={market} open={dialog === "stop"} close={() => setDialog(undefined)} />
      )}
      <FundsDialog bot={bot} market={market} open={dialog === "funds"} close={() => setDialog(undefined)} />
    </div>
  )
}
