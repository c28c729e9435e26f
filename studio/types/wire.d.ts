/** What the server's answers hold. `StudioTypesTest` holds real answers against it, so that a field renamed in Java shows here. */
declare namespace Wire {
  /** Of any answer that is refused. */
  interface Refusal {
    error: string | { message: string };
  }

  interface Version {
    version: string;
    /** Of Hearth; `version` is that of the Ollama whose API this is. */
    hearth: string;
  }

  interface ModelDetails {
    parent_model: string;
    format: string;
    family: string;
    families: string[];
    parameter_size: string;
    quantization_level: string;
    context_length?: number;
    embedding_length?: number;
  }

  interface Model {
    name: string;
    model: string;
    modified_at: string;
    size: number;
    digest: string;
    details: ModelDetails;
    capabilities: string[];
  }

  interface LoadedModel {
    name: string;
    model: string;
    size: number;
    digest: string;
    details: ModelDetails;
    expires_at: string;
    size_vram: number;
    context_length: number;
  }

  interface Tags {
    models: Model[];
  }

  interface Loaded {
    models: LoadedModel[];
  }

  interface Tensor {
    name: string;
    type: string;
    shape: number[];
  }

  interface Show {
    license?: string;
    modelfile: string;
    parameters: string;
    template: string;
    system: string;
    details: ModelDetails;
    messages?: unknown[];
    /** null for a long list. */
    model_info: Record<string, string | number | boolean | null | (string | number | null)[]>;
    tensors: Tensor[];
    capabilities: string[];
    modified_at: string;
  }

  interface ToolCall {
    id?: string;
    function: { index?: number; name: string; arguments: Record<string, unknown> };
  }

  interface Logprob {
    token: string;
    logprob: number;
    bytes: number[];
  }

  interface ChatMessage {
    role: string;
    content: string;
    tool_calls?: ToolCall[];
    tool_name?: string;
  }

  interface ChatRequest {
    model: string;
    messages: ChatMessage[];
    stream: true;
    options?: Studio.Options & { stop?: string[] };
    /** 'json' or a schema. */
    format?: unknown;
    think?: boolean;
    logprobs?: true;
    top_logprobs?: number;
    tools?: unknown;
  }

  interface ContextRequest {
    model: string;
    question: string;
    libraries: { id: string; documents?: string[] }[];
    mode: ContextMode;
    num_ctx?: number;
    num_predict?: number;
    messages: { role: string; content: string; question: string }[];
    /** Documents that stand whole in the messages. */
    present: string[];
  }

  interface TokenLogprob extends Logprob {
    top_logprobs?: Logprob[];
  }

  /** Durations in nanoseconds. */
  interface AnswerEnd {
    done_reason?: string;
    total_duration?: number;
    load_duration?: number;
    prompt_eval_count?: number;
    prompt_eval_duration?: number;
    eval_count?: number;
    eval_duration?: number;
    prompt_cached_count?: number;
    prompt_cached_note?: string;
  }

  /** A line of /api/chat. */
  interface ChatLine extends AnswerEnd {
    model: string;
    created_at: string;
    message: { role: string; content: string; thinking?: string; tool_calls?: ToolCall[] };
    logprobs?: TokenLogprob[];
    done: boolean;
  }

  /** /api/generate, not streamed. */
  interface Generated extends AnswerEnd {
    model: string;
    created_at: string;
    response: string;
    thinking?: string;
    context?: number[];
    done: boolean;
  }

  interface Tokenized {
    tokens: number[];
  }

  interface ChatSummary {
    id: string;
    title: string;
    folder: string;
    model: string;
    updated: string;
    message_count: number;
  }

  interface ChatList {
    chats: ChatSummary[];
    damaged: string[];
  }

  interface ChatHit extends ChatSummary {
    excerpt: string;
  }

  interface ChatHits {
    results: ChatHit[];
    more: boolean;
  }

  interface Revision {
    revision: number;
  }

  interface CatalogueModel {
    name: string;
    description: string;
    bytes: number;
    sources: number;
    installed: boolean;
  }

  interface Catalogue {
    models: CatalogueModel[];
  }

  interface Bandwidth {
    bandwidth_bytes_per_second: number;
    bandwidth_threads: number;
  }

  interface Machine extends Partial<Bandwidth> {
    system: string;
    architecture: string;
    java: string;
    processors: number;
    threads: number;
    memory_bytes: number;
    free_memory_bytes: number;
    memory_limit_bytes: number;
    models_folder: string;
    free_disk_bytes: number;
    studio_folder: string;
  }

  interface FitRow {
    context_length: number;
    slots: number;
    bytes: number;
    fits: boolean;
    ceiling_tokens_per_second?: number;
    ceiling_tokens_per_second_full?: number;
  }

  interface Fit {
    model: string;
    memory_limit_bytes: number;
    rows: FitRow[];
  }

  interface Look extends Fit {
    source: string;
    bytes: number;
    header_bytes: number;
    architecture: string;
    parameters: number;
    quantization: string;
    bits_per_weight: number;
    trained_context_length?: number;
  }

  interface Repository {
    id: string;
    downloads: number;
    likes: number;
    updated: string;
    gated: boolean;
  }

  interface HubResults {
    results: Repository[];
  }

  interface HubFile {
    path: string;
    bytes: number;
    quantization: string;
    reference: string;
    split: boolean;
    installed: boolean;
  }

  interface HubFiles {
    files: HubFile[];
  }

  type LibraryKind = 'named' | 'chat';
  type DocumentState = 'waiting' | 'reading' | 'indexing' | 'ready' | 'failed' | 'cancelled';

  interface LibrarySummary {
    id: string;
    name: string;
    kind: LibraryKind;
    created: string;
    embedding_model: string | null;
    document_count: number;
    pending_count: number;
    bytes: number;
    chunks: number;
  }

  interface DocumentInfo {
    id: string;
    name: string;
    bytes: number;
    added: string;
    state: DocumentState;
    reason: string;
    note: string;
    characters: number;
    pages: number;
    chunks: number;
    has_vectors: boolean;
    done: number;
    all: number;
  }

  interface Library extends LibrarySummary {
    documents: DocumentInfo[];
  }

  interface LibraryList {
    libraries: LibrarySummary[];
    damaged: string[];
  }

  /** Where something stands in a document: UTF-16 units of its text. */
  interface Place {
    library: string;
    document: string;
    name: string;
    start: number;
    end: number;
    /** 0 for none. */
    page: number;
    line: number;
    section: string;
  }

  interface Passage extends Place {
    text: string;
    score: number;
    /** 0 if it was not found so. */
    words_rank: number;
    meaning_rank: number;
  }

  interface Source extends Place {
    number: number;
  }

  type WordsOnlyReason = 'no_model' | 'model_missing' | 'outdated' | 'model_failed';

  interface WordsOnly {
    library: string;
    reason: WordsOnlyReason;
    detail: string;
  }

  interface Passages {
    passages: Passage[];
    words_only: WordsOnly[];
    /** Nanoseconds. */
    duration: number;
  }

  interface DocumentText {
    name: string;
    characters: number;
    pages: number;
    is_code: boolean;
    from: number;
    to: number;
    page: number;
    line: number;
    section: string;
    text: string;
  }

  type ContextMode = 'auto' | 'whole' | 'passages';

  interface Context {
    prompt: string;
    mode: ContextMode;
    sources: Source[];
    whole: string[];
    tokens: number;
    context_length: number;
    budget: number;
    words_only: WordsOnly[];
    unread: string[];
  }

  interface FoundFile {
    path: string;
    folder: boolean;
    bytes: number;
  }

  interface WorkshopFacts {
    places: string[];
    found: FoundFile[];
    quantize_types: string[];
    convert_types: string[];
  }

  type PlanRow = { type: string; bytes: number; bits_per_weight: number; problem?: never } | { type: string; problem: string };

  interface Plan {
    source_bytes: number;
    quantized: boolean;
    rows: PlanRow[];
  }

  interface Loss {
    relative_error: number;
    sampled_values: number;
  }

  interface Begun {
    id: string;
  }

  interface QuantizeRequest {
    kind: 'quantize';
    source: string;
    type: string;
    name: string;
    requantize?: boolean;
  }

  interface ConvertRequest {
    kind: 'convert';
    source: string;
    type?: string;
    name: string;
  }

  interface CompareRequest {
    kind: 'compare';
    base: string;
    candidate: string;
    text?: string;
    chunks?: number;
    window?: number;
    speed?: boolean;
  }

  interface VerifyRequest {
    kind: 'verify';
    model: string;
  }

  type JobRequest = QuantizeRequest | ConvertRequest | CompareRequest | VerifyRequest;

  interface NewModel {
    name: string;
    bytes: number;
    type: string;
  }

  interface Quantized extends NewModel {
    source_bytes: number;
    bits_per_weight: number;
  }

  interface Verified {
    sound: boolean;
    bytes: number;
    problems: string[];
  }

  interface ComparedModel {
    name: string;
    type: string;
    weight_bytes: number;
    parameters: number;
    bits_per_weight: number;
    prefill_tokens_per_second?: number;
    decode_tokens_per_second?: number;
  }

  interface Distribution {
    mean: number;
    mean_error: number;
    max: number;
    'p99.9': number;
    p99: number;
    p95: number;
    p90: number;
    median: number;
    p10: number;
    p5: number;
    p1: number;
    'p0.1': number;
    min: number;
  }

  interface Compared {
    base: ComparedModel;
    candidate: ComparedModel;
    text_sha256: string;
    definition: string;
    window: number;
    stride: number;
    chunks: number;
    predictions: number;
    base_perplexity: number;
    base_perplexity_error: number;
    candidate_perplexity: number;
    candidate_perplexity_error: number;
    perplexity_ratio: number;
    perplexity_ratio_error: number;
    log_perplexity_ratio: number;
    log_perplexity_ratio_error: number;
    nll_correlation: number;
    kl_divergence: Distribution;
    delta_probability: Distribution;
    delta_probability_rms: number;
    delta_probability_rms_error: number;
    same_top_token: number;
    same_top_token_error: number;
    kl_divergence_by_chunk: number[];
    seconds: number;
    delta_probability_range: number;
    delta_probability_histogram: number[];
  }

  type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

  interface AnyJob<State extends JobState, Kind, Request, Result> {
    id: string;
    kind: Kind;
    title: string;
    request: Request;
    created: string;
    state: State;
    step: string;
    subject: string;
    /** From 0 to 1; none while it is not known. */
    share?: number;
    detail: { completed?: number; total?: number };
    notes: string[];
    /** Empty until then. */
    started: string;
    ended: string;
    error: string;
    result: Result;
  }

  /** The result is there when it is done. */
  type JobOf<Kind, Request, Result> = AnyJob<'done', Kind, Request, Result> | AnyJob<Exclude<JobState, 'done'>, Kind, Request, Record<string, never>>;
  type Job = JobOf<'quantize', QuantizeRequest, Quantized> | JobOf<'convert', ConvertRequest, NewModel> | JobOf<'compare', CompareRequest, Compared>
    | JobOf<'verify', VerifyRequest, Verified>;
  type Download = JobOf<'pull', { model: string }, { name: string; bytes: number }>;

  interface Jobs {
    jobs: Job[];
  }

  interface Downloads {
    jobs: Download[];
  }

  interface LogPiece {
    first: number;
    next: number;
    lines: string[];
  }

  interface Client {
    address: string;
    agent: string;
    running: number;
    requests: number;
    failures: number;
    last_route: string;
    last_time: string;
  }

  interface Clients {
    clients: Client[];
  }

  interface Token {
    id: string;
    label: string;
    created: string;
  }

  interface Tokens {
    required: boolean;
    start_tokens: boolean;
    tokens: Token[];
  }

  interface IssuedToken extends Token {
    secret: string;
  }

  type McpState = 'off' | 'starting' | 'ready' | 'failed';

  /** In the server's own words: untrusted. */
  interface McpTool {
    name: string;
    title: string;
    description: string;
    /** A JSON schema. */
    schema: Record<string, unknown>;
    /** Another one for another definition. */
    digest: string;
  }

  interface McpServer {
    name: string;
    /** Without what may be secret. */
    target: string;
    kind: 'program' | 'address' | 'none';
    on: boolean;
    /** In the file: it can't be switched on here. */
    disabled: boolean;
    state: McpState;
    problem: string;
    unused_keys: string[];
    server_name: string;
    server_version: string;
    revision: string;
    tools: McpTool[];
    /** On tools that are left out. */
    notes: string[];
    last_lines: string[];
  }

  interface McpList {
    file: string;
    problem: string;
    servers: McpServer[];
  }

  interface McpCall {
    id: string;
    server: string;
    tool: string;
    arguments: Record<string, unknown>;
  }

  interface McpResult {
    text: string;
    is_error: boolean;
    cut: boolean;
    seconds: number;
  }
}
