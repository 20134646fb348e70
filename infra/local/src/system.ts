import { join, resolve } from "node:path"
import { Clock, Deferred, Effect, Layer, ManagedRuntime, type Scope } from "effect"
import { FILE_PATHS, IMPORT_LIMIT } from "@tradetower/api/contract"
import { register } from "@tradetower/api/functions"
import { runJobs } from "@tradetower/api/jobs"
import {
  type BrokersWhere,
  type ExchangeUnavailable,
  listingsOf,
  RealBrokers,
  type ReplayRefused,
  runDownloads,
  sharedExecution,
  Venues,
  type Where
} from "@tradetower/execution"
import {
  type BlobsUnavailable,
  Bus,
  forever,
  Listings,
  OutsideTime,
  SignIns,
  type Store,
  type StoreUnavailable
} from "@tradetower/platform"
import {
  AtStart,
  type DataFolderError,
  embeddedPlatform,
  type EmbeddedOptions,
  Hub,
  RecentTelemetry,
  refuseUpgrade,
  type TelemetryOptions
} from "@tradetower/platform/embedded"
import { type RealtimeSettings, sharedRealtime, unmetered } from "@tradetower/realtime"
import { functionsHost, hostSettings, logInto } from "./functions-host/host.ts"
import { library } from "./functions-host/library.ts"
import { serveBare } from "./functions-host/serve.ts"
import { readSiteConfig } from "./gateway/config.ts"
import { type Behind, gateway } from "./gateway/gateway.ts"
import { listen, type NoPort } from "./gateway/listen.ts"
import { operatorPage, sendOperatorPage } from "./gateway/operator-page.ts"
import { openEntrance } from "./gateway/entrance.ts"
import { demoPeople } from "./gateway/principal.ts"
import { isBeyond, LOCAL, type Reach } from "./gateway/reach.ts"
import { openSessions, type Sessions } from "./gateway/sessions.ts"
import { signInsOf } from "./gateway/sign-ins-of.ts"
import { peopleOfWorld } from "./gateway/people-of-world.ts"
import { configFolder } from "./home.ts"
import { type SteadyClock, steadyClock } from "./steady-clock.ts"
import { readClocks, tellClock } from "./tell-clock.ts"
import { tellStart } from "./tell-start.ts"
import { type OpenTrading, paperTrading, Trading } from "./trading.ts"

const root = resolve(import.meta.dirname, "../../..")
/** What a request's body may have at the most, before any function's own limit. */
const BODY_LIMIT = 1_048_576
/** Files of candles are large; the API refuses more by itself. */
const largeBodies = { paths: FILE_PATHS, limit: IMPORT_LIMIT }

/** Whatever has instruments to be searched and a past to be downloaded. */
const listed = Effect.gen(function* () {
  const own = (yield* RealBrokers).flatMap(({ venues }) => venues)
  return new Map([...(yield* Venues), ...own.map((venue) => [venue.id, venue] as const)])
})

const simulated = paperTrading({ kind: "SIMULATED", seed: 1, speed: 1 })

export interface SystemOptions {
  /** The world's folder; while it is being chosen, live prices are looked for. */
  readonly folder: string | Promise<string>
  /** What is traded on: adapters of a test's own, say. Default: the paper exchange on a simulated market. */
  readonly trading?: OpenTrading
  /** Where venues are asked in place of their own hosts: a test's stand-ins. */
  readonly venues?: Where
  /** The same of brokers. */
  readonly brokers?: BrokersWhere
  /** Where the key to the secrets lies. Default: the user's configuration folder. */
  readonly configFolder?: string
  /** From where it may be asked. Default: this computer alone. */
  readonly reach?: Reach
  /** Where the passphrase is kept; without it one click signs in, where nobody else can ask. */
  readonly passphraseFile?: string
  /** Two made-up people in the owner's place. */
  readonly demo?: boolean
  /** 0 is any free port. Default 0. */
  readonly port?: number
  /** Hears of each port that was in use. */
  readonly portTaken?: (port: number) => void
  /** When runs before this one died (ms, UTC), for everybody to be told. */
  readonly stoppedAt?: ReadonlyArray<number>
  /** The time all of it goes by, apart from the market's. Default: the computer's, which may be set as one likes. */
  readonly clock?: SteadyClock
  /** The built site. Default: `site/dist`. */
  readonly site?: string
  /** Also serves the functions with nothing before them, for another gateway than ours. Never for a stranger's reach. */
  readonly bareApi?: boolean
  readonly realtime?: RealtimeSettings
  readonly telemetry?: TelemetryOptions
  /** What the parts stand on: with a count of what they ask for, say. Default: all of it in the folder. */
  readonly platform?: (embedded: Platform) => Platform
  /** What is kept back for the kill switch: a test's own disk, say. Default: a file in the folder. */
  readonly reserve?: EmbeddedOptions["reserve"]
}

type Platform = ReturnType<typeof embeddedPlatform>

/** The whole system, running in this process. */
export interface System {
  /** `http://127.0.0.1:4280` */
  readonly url: string
  /** Where the functions answer without a gateway, when asked for. */
  readonly bareApi?: string
  /** Runs an effect on this system's own store and bus. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, Store | Bus>) => Promise<A>
}

type Unavailable = BlobsUnavailable | StoreUnavailable | ExchangeUnavailable
/** What may keep the system from starting. */
export type CannotStart = DataFolderError | NoPort | ReplayRefused | Unavailable

/** Starts everything; it ends with the scope. The gateway listens before the parts behind it are up. */
export const system = Effect.fnUntraced(function* (
  options: SystemOptions
): Effect.fn.Return<System, CannotStart, Scope.Scope> {
  const clock = options.clock ?? steadyClock()
  const now = () => clock.currentTimeMillisUnsafe()
  const behind = yield* Deferred.make<Behind>()
  const reach = options.reach ?? LOCAL
  let folder = typeof options.folder === "string" ? options.folder : undefined
  const server = gateway({
    config: readSiteConfig(join(root, "staticwebapp.config.json")),
    site: options.site ?? join(root, "site", "dist"),
    bodyLimit: BODY_LIMIT,
    largeBodies,
    reach,
    behind: Effect.runPromise(Deferred.await(behind)),
    waitsFor: () => (folder === undefined ? "PRICES" : undefined),
    log: (message) => console.error(message)
  })
  const { port, url } = yield* listen(server, options.port ?? 0, options.portTaken ?? (() => undefined), reach.listen)
  const chosen = (folder = yield* Effect.promise(() => Promise.resolve(options.folder)))

  const around = options.platform ?? ((embedded) => embedded)
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() =>
      ManagedRuntime.make(
        Trading.layer(options.trading ?? simulated).pipe(
          Layer.provideMerge(
            around(
              embeddedPlatform({
                folder: chosen,
                configFolder: options.configFolder ?? configFolder(),
                now,
                ...(options.telemetry !== undefined && { telemetry: options.telemetry }),
                ...(options.reserve !== undefined && { reserve: options.reserve })
              })
            )
          ),
          Layer.provideMerge(
            Layer.mergeAll(
              Layer.succeed(Clock.Clock, clock),
              Layer.succeed(OutsideTime, { now: Effect.sync(clock.wall) }),
              Layer.effect(Listings, Effect.map(listed, listingsOf)).pipe(
                Layer.provideMerge(Layer.merge(Venues.layer(options.venues), RealBrokers.layer(options.brokers)))
              )
            )
          )
        )
      )
    ),
    (made) => made.disposeEffect
  )
  const platform = yield* runtime.contextEffect
  return yield* Effect.gen(function* () {
    const hub = yield* Hub
    hub.listensAt(`ws://127.0.0.1:${port}`)
    const entrance = yield* Effect.acquireRelease(
      Effect.map(options.demo === true ? Effect.succeed(demoPeople) : peopleOfWorld, (people) =>
        openEntrance({
          people,
          required: isBeyond(reach),
          ...(options.passphraseFile !== undefined && { file: options.passphraseFile }),
          changed: () => sessions.endOutdated(),
          log: (message) => console.error(message)
        })
      ),
      (opened) => Effect.sync(() => opened.close())
    )
    const sessions: Sessions = yield* Effect.acquireRelease(
      Effect.sync(() =>
        openSessions({
          file: join(chosen, "sessions.json"),
          ended: (id) => hub.endSession(id),
          lock: entrance.lock,
          // Kept over restarts, so by a clock that is the same after one.
          now: clock.wall,
          log: (message) => console.error(message)
        })
      ),
      (opened) => Effect.promise(() => opened.close())
    )
    hub.admits((session) => sessions.isLive(session))
    const telemetry = yield* RecentTelemetry
    const { subscriptions } = yield* Bus
    const host = yield* Effect.acquireRelease(
      functionsHost(
        () => register(library.app, runtime, { subscriptions }),
        hostSettings,
        logInto(platform),
        subscriptions
      ),
      (made) => made.stop
    )
    const scope = yield* Effect.scope
    const background = <E, R>(name: string, part: Effect.Effect<unknown, E, R>) =>
      forever(name, part).pipe(
        Effect.catchCause((cause) => Effect.logError(`${name} failed for good: start TradingTower again`, cause)),
        Effect.forkIn(scope)
      )
    yield* background("functions", host.triggers)
    yield* background("simulations", runJobs)
    const { exchanges } = yield* Trading
    yield* sharedExecution({ exchanges }).pipe(
      Effect.provideService(SignIns, signInsOf(sessions)),
      Effect.catch((error) => Effect.logError("trading can't run: start TradingTower again", error)),
      Effect.forkIn(scope)
    )
    yield* background("downloads", runDownloads(yield* listed))
    yield* background("realtime", sharedRealtime({ settings: options.realtime ?? unmetered, outwards: "ANYWHERE" }))
    const say = (line: string) => console.log(line)
    yield* Effect.forkIn(tellStart(options.stoppedAt ?? [], yield* AtStart, say), scope)
    yield* Effect.forkIn(
      tellClock(() => readClocks(clock), say),
      scope
    )
    yield* Deferred.succeed(behind, {
      sessions,
      entrance,
      api: (incoming, response, bodyLimit) => host.http({ incoming, response, origin: url, bodyLimit }),
      upgrade: (incoming, socket, head) => {
        if (!hub.handleUpgrade(incoming, socket, head)) refuseUpgrade(socket, 404)
      },
      operator: async (_incoming, response, path) => {
        if (path !== "/.local/telemetry") return false
        sendOperatorPage(
          response,
          await Effect.runPromise(Effect.provideService(operatorPage, RecentTelemetry, telemetry))
        )
        return true
      }
    })
    const bareApi = options.bareApi === true ? yield* serveBare(host, BODY_LIMIT) : undefined
    yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
    const run: System["run"] = (effect) => runtime.runPromise(effect)
    return { url, run, ...(bareApi !== undefined && { bareApi }) }
  }).pipe(Effect.provideContext(platform))
})
