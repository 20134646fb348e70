import { of, type Resource, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { every, hasAny, only, type Rules, same, settings } from "./rule.ts"

const METRIC = "Microsoft.Insights/metricAlerts"
const LOG = "Microsoft.Insights/scheduledQueryRules"

/** As `sev2 dead-letters: Maximum DeadletteredMessages > 10 in PT5M of namespaces, EntityName *`. */
const onMetric = ({ name, properties }: Resource<typeof METRIC>) => {
  const { criteria, scopes, severity, windowSize } = properties
  return criteria.allOf
    .map(({ dimensions, metricName, operator, threshold, timeAggregation }) => {
      const picked = dimensions
        .map((each) => `, ${each.name} ${each.operator === "Include" ? "" : "not "}${each.values.join("|")}`)
        .join("")
      const what = `${timeAggregation} ${metricName} ${operator === "LessThan" ? "<" : ">"} ${threshold}`
      const [, , , , , , , kind = "", of = ""] = (scopes[0] ?? "").split("/")
      return `sev${severity} ${titleOf(name)}: ${what} in ${windowSize} of ${kind === "containerApps" ? of.split("-")[1] : kind}${picked}`
    })
    .join(" and ")
}

/** As `sev2 raised: isnotempty(Properties["alert"]) in PT15M`: any row that is left is a reason. */
const onLog = ({ name, properties }: Resource<typeof LOG>) =>
  properties.criteria.allOf
    .map(
      ({ operator, query, threshold }) =>
        `sev${properties.severity} ${titleOf(name)}: ${query.slice(query.lastIndexOf("| where ") + 8)} in ${properties.windowSize}, rows ${operator === "GreaterThan" ? ">" : operator} ${threshold}`
    )
    .join(" and ")

/** What an alert is called, without its severity and its environment. */
const titleOf = (name: string) => /^sev\d-(.+)-tradetower-[a-z]+$/.exec(name)?.[1] ?? name

const always = [
  "sev2 dead-letters: Maximum DeadletteredMessages > 10 in PT5M of namespaces, EntityName *",
  "sev2 vault-refuses: Count ServiceApiResult > 5 in PT15M of vaults, StatusCode 401|403",
  "sev3 market-data-backlog: Minimum ActiveMessages > 1000 in PT1H of namespaces, EntityName market-data",
  "sev3 market-data-rate: Total IncomingMessages > 1800000 in PT1H of namespaces, EntityName market-data",
  "sev3 simulations-wait: Minimum ActiveMessages > 10 in PT1H of namespaces, EntityName backtest-jobs|sweep-jobs",
  "sev3 throttled-documents: Count TotalRequests > 100 in PT15M of databaseAccounts, StatusCode 429",
  "sev3 throttled-messages: Total ThrottledRequests > 100 in PT15M of namespaces"
]
const running = [
  "sev1 execution-down: Maximum Replicas < 1 in PT5M of execution",
  "sev2 realtime-down: Maximum Replicas < 1 in PT5M of realtime"
]
/** Of each part that runs around the clock 80 % of its cores, in billionths of one. */
const busy = (snapshot: Snapshot) =>
  of(snapshot, "Microsoft.App/containerApps").flatMap(({ properties: { template } }) =>
    template.scale.minReplicas === 0
      ? []
      : template.containers.map(
          ({ name, resources }) =>
            `sev3 ${name}-busy: Average UsageNanoCores > ${800_000_000 * resources.cpu} in PT1H of ${name}`
        )
  )
const ceiling = ["sev3 documents-near-ceiling: Average NormalizedRUConsumption > 80 in PT1H of databaseAccounts"]
const logged = [
  "sev1 order-unknown: worst > 300 in PT5M, rows > 0",
  'sev2 raised: isnotempty(Properties["alert"]) in PT15M, rows > 0',
  "sev2 order-latency: n > 5 and p95 > 500 in PT15M, rows > 0",
  "sev2 bot-failures: n > 0 in PT1H, rows > 0",
  "sev2 api-errors: n > 20 and bad * 20 > n in PT15M, rows > 0",
  "sev3 screen-messages: n > 18000 in P1D, rows > 0"
]
const volume = (snapshot: Snapshot) =>
  of(snapshot, "Microsoft.OperationalInsights/workspaces").map(
    ({ properties }) => `sev4 log-volume: gb > 0.75 * ${properties.workspaceCapping.dailyQuotaGb} in P1D, rows > 0`
  )

const atRest = (snapshot: Snapshot) =>
  of(snapshot, "Microsoft.App/containerApps").some(({ properties }) => properties.template.scale.minReplicas > 0)
const provisioned = (snapshot: Snapshot) =>
  of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases").some(
    ({ properties }) => properties.options.autoscaleSettings !== undefined
  )

const raised = (which: string) =>
  changed(
    METRIC,
    ({ properties }) => (properties.criteria.allOf[0] ? (properties.criteria.allOf[0].threshold *= 10) : 0),
    which
  )
const asked = (which: string, from: string, to: string) =>
  changed(
    LOG,
    ({ properties }) => {
      for (const each of properties.criteria.allOf) each.query = each.query.replace(from, to)
    },
    which
  )

/** What somebody is told of, how bad it is and from where on. Sev1: act now; Sev2: today; Sev3: this week; Sev4: know it. */
export const alerts: Rules = {
  "metrics are watched": same(
    "alert",
    (snapshot) => of(snapshot, METRIC).map(onMetric),
    (snapshot) => [
      ...always,
      ...(atRest(snapshot) ? running : []),
      ...busy(snapshot),
      ...(provisioned(snapshot) ? ceiling : [])
    ],
    {
      ...Object.fromEntries(
        [...always, ...running, ...ceiling].map((alert) => {
          const [, name = ""] = /^sev\d ([\w-]+):/.exec(alert) ?? []
          return [`${name} is missing`, removed(METRIC, `-${name}-`)]
        })
      ),
      "ten times as many dead letters": raised("-dead-letters-"),
      "ten times as many refusals by the vault": raised("-vault-refuses-"),
      "ten times as many prices that wait": raised("-market-data-backlog-"),
      "ten times as many prices": raised("-market-data-rate-"),
      "ten times as many refusals by Cosmos": raised("-throttled-documents-"),
      "ten times as many refusals by the bus": raised("-throttled-messages-"),
      "ten times as many backtests that wait": raised("-simulations-wait-"),
      "nobody hears that execution is busy": removed(METRIC, "-execution-busy-"),
      "nobody hears that realtime is busy": removed(METRIC, "-realtime-busy-"),
      "execution has ten times the cores": raised("-execution-busy-"),
      "realtime has ten times the cores": raised("-realtime-busy-"),
      "RU/s far beyond the ceiling": raised("-documents-near-ceiling-"),
      "execution is missed next week": changed(
        METRIC,
        ({ properties }) => (properties.severity = 3),
        "-execution-down-"
      ),
      "execution is missed after an hour": changed(
        METRIC,
        ({ properties }) => (properties.windowSize = "PT1H"),
        "-execution-down-"
      ),
      "another is missed": changed(
        METRIC,
        ({ properties }) =>
          (properties.scopes = properties.scopes.map((each) => each.replace("execution", "simulations"))),
        "-execution-down-"
      ),
      "refusals by the vault but those that count": changed(
        METRIC,
        ({ properties }) => {
          for (const { dimensions } of properties.criteria.allOf)
            for (const each of dimensions) each.operator = "Exclude"
        },
        "-vault-refuses-"
      ),
      "dead letters of one topic": changed(
        METRIC,
        ({ properties }) => {
          for (const { dimensions } of properties.criteria.allOf)
            for (const each of dimensions) each.values = ["bot-commands"]
        },
        "-dead-letters-"
      )
    }
  ),
  "logs are watched": only(
    having.production,
    same(
      "alert",
      (snapshot) => of(snapshot, LOG).map(onLog),
      (snapshot) => [...logged, ...volume(snapshot)],
      {
        ...Object.fromEntries(
          [
            "order-unknown",
            "raised",
            "order-latency",
            "bot-failures",
            "api-errors",
            "screen-messages",
            "log-volume"
          ].map((name) => [`${name} is missing`, removed(LOG, `-${name}-`)])
        ),
        "an order may be unknown for an hour": asked("order-unknown", "> 300", "> 3600"),
        "an order may take ten seconds": asked("order-latency", "p95 > 500", "p95 > 10000"),
        "half of the requests may fail": asked("api-errors", "bad * 20", "bad * 2"),
        "more messages than are free": asked("screen-messages", "> 18000", "> 22000"),
        "more logs than are collected": asked("log-volume", "0.75 *", "1.5 *"),
        "a hundred runs may break": asked("bot-failures", "n > 0", "n > 100"),
        "what was raised is for next week": changed(LOG, ({ properties }) => (properties.severity = 3), "-raised-"),
        "an unknown order is looked for once a day": changed(
          LOG,
          ({ properties }) => (properties.windowSize = "P1D"),
          "order-unknown"
        ),
        "one row isn't enough": changed(LOG, ({ properties }) => {
          for (const each of properties.criteria.allOf) each.threshold = 5
        })
      }
    ),
    hasAny(LOG)
  ),
  "a metric is of the kind of resource that is watched": every(
    METRIC,
    ({ properties: { criteria, scopes } }) =>
      criteria.allOf.every(({ metricNamespace }) =>
        scopes.every((scope) => scope.includes(`/providers/${metricNamespace}/`))
      ),
    {
      "it is of another": changed(METRIC, ({ properties }) => {
        for (const each of properties.criteria.allOf) each.metricNamespace = "Microsoft.Web/sites"
      })
    }
  ),
  "logs are asked in the workspace, where alone their tables are called so": only(
    having.production,
    every(
      LOG,
      ({ properties: { scopes } }, snapshot) => {
        const workspaces = of(snapshot, "Microsoft.OperationalInsights/workspaces").map(({ id }) => id)
        return scopes.join() === [...new Set(workspaces)].join()
      },
      {
        "Application Insights is asked, which calls them otherwise": (snapshot) =>
          changed(
            LOG,
            ({ properties }) => (properties.scopes = of(snapshot, "Microsoft.Insights/components").map(({ id }) => id))
          )(snapshot)
      }
    )
  ),
  "one row is told, at once, also of a table that is not there yet": only(
    having.production,
    settings(LOG, { skipQueryValidation: true, enabled: true })
  ),
  "one row is enough": only(
    having.production,
    every(
      LOG,
      ({ properties }) =>
        properties.criteria.allOf.every(
          ({ failingPeriods, timeAggregation }) =>
            timeAggregation === "Count" &&
            failingPeriods.numberOfEvaluationPeriods === 1 &&
            failingPeriods.minFailingPeriodsToAlert === 1
        ),
      {
        "it has to be there twice": changed(LOG, ({ properties }) => {
          for (const { failingPeriods } of properties.criteria.allOf) failingPeriods.minFailingPeriodsToAlert = 2
        }),
        "rows are added up": changed(LOG, ({ properties }) => {
          for (const each of properties.criteria.allOf) each.timeAggregation = "Total"
        })
      }
    )
  ),
  "what is over is said to be over": settings(METRIC, { autoMitigate: true }),
  "no question leaves a gap": only(
    having.production,
    every(LOG, ({ properties }) => lengthOf(properties.evaluationFrequency) <= lengthOf(properties.windowSize), {
      "five minutes of each day are looked at": changed(
        LOG,
        ({ properties }) => (properties.evaluationFrequency = "P1D"),
        "raised"
      )
    })
  ),
  "no measure leaves a gap": every(
    METRIC,
    ({ properties }) => lengthOf(properties.evaluationFrequency) <= lengthOf(properties.windowSize),
    {
      "five minutes of each hour are looked at": changed(
        METRIC,
        ({ properties }) => (properties.evaluationFrequency = "PT1H"),
        "dead-letters"
      )
    }
  )
}

/** Minutes of `PT5M`, `PT1H`, `P1D`. */
function lengthOf(duration: string): number {
  const [, count, unit = ""] = /^PT?(\d+)([MHD])$/.exec(duration) ?? []
  return Number(count) * ({ M: 1, H: 60, D: 1440 }[unit] ?? Number.NaN)
}
