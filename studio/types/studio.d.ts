/** What the pages hold and keep. */
declare namespace Studio {
  type Texts = typeof import('../src/main/resources/hearth/studio/web/lang/en.json');
  type TextKey = keyof Texts;
  /** Of texts for one and for several. */
  type PluralKey = TextKey extends infer Key ? (Key extends `${infer Stem}.one` ? Stem : never) : never;
  type Language = 'en' | 'de' | 'zh';

  type Role = 'user' | 'assistant' | 'system' | 'tool';

  /** Sampling settings by the server's names. */
  type OptionName = 'temperature' | 'top_p' | 'top_k' | 'min_p' | 'repeat_penalty' | 'presence_penalty' | 'frequency_penalty' | 'num_predict' | 'num_ctx' | 'seed';
  type Options = { [Name in OptionName]?: number };

  /** How a model is to answer; what is left out is as the server has it. */
  interface ChatSettings {
    system?: string;
    options?: Options;
    /** A line for each text. */
    stop?: string;
    format?: 'json' | 'schema';
    schema?: string;
    think?: 'on' | 'off';
    /** JSON. */
    tools?: string;
    probabilities?: true;
    /** The name of the preset they came from. */
    preset?: string;
  }

  /** Times in seconds, rates in tokens a second. */
  interface Figures {
    generated: number;
    rate: number | null;
    firstToken: number | null;
    total: number;
    load: number;
    prompt: number;
    promptRate: number | null;
    reused: number;
    reuseNote: string;
    reason: string;
  }

  /** A token's text, ln p, and what else could have stood there. */
  type KeptToken = [text: string, logprob: number, top: [text: string, logprob: number][]];

  /** What a question was given of documents. */
  type KeptContext = Wire.Context;

  /** A message, beside what a tree needs of it. */
  interface NewMessage {
    role: Role;
    content?: string;
    thinking?: string;
    toolCalls?: Wire.ToolCall[];
    toolName?: string;
    /** Which of the called functions are tools of MCP servers. */
    toolPlaces?: NamedTool[];
    /** Of a result: the server whose tool gave it. */
    toolServer?: string;
    toolFailed?: boolean;
    model?: string;
    stats?: Figures;
    error?: string;
    stopped?: boolean;
    /** Whether it was asked for as JSON. */
    json?: boolean;
    context?: KeptContext;
    tokens?: KeptToken[];
    tokensCut?: boolean;
    created?: string;
  }

  /** A node of the tree. */
  interface Message extends NewMessage {
    id: string;
    parent: string | null;
  }

  /** A tool of an MCP server. */
  interface ToolPlace {
    server: string;
    tool: string;
  }

  /** By the name that the model knows it by. */
  interface NamedTool extends ToolPlace {
    name: string;
  }

  /** One that runs without asking, as long as its definition is this. */
  interface TrustedTool extends ToolPlace {
    digest: string;
  }

  interface ChatTools {
    chosen: ToolPlace[];
    always: TrustedTool[];
  }

  interface ChatDocuments {
    /** The library of attached files; empty for none. */
    attached: string;
    /** Chosen libraries. */
    libraries: string[];
    mode: Wire.ContextMode;
  }

  interface Conversation {
    /** None until it is kept for the first time. */
    id?: string;
    version: number;
    title: string;
    folder: string;
    model: string;
    settings: ChatSettings;
    nodes: Message[];
    leaf: string | null;
    revision: number;
    documents?: ChatDocuments;
    tools?: ChatTools;
    /** A name for the last writing to the server. */
    write?: string;
    /** Set in memory only. */
    deleted?: boolean;
  }

  interface Benchmark {
    when: string;
    model: string;
    /** Seconds. */
    first: number;
    prefill: number;
    decode: number;
  }

  /** /studio/api/settings. */
  interface Settings {
    presets?: Record<string, ChatSettings>;
    benchmarks?: Benchmark[];
    modelDefaults?: Record<string, ChatSettings>;
  }

  /** What the buttons of a message do. */
  interface MessageDeeds {
    busy(): boolean;
    edit(node: Message, text: string, resend: boolean): void;
    regenerate(node: Message): unknown;
    proceed(node: Message): unknown;
    choose(node: Message): unknown;
    remove(node: Message): unknown;
    /** What the user says some calls gave, by their numbers. */
    settleTools(node: Message, results: [number: number, text: string][]): unknown;
    runTool(node: Message, call: number, always: boolean): unknown;
    /** The documents that an answer was given. */
    context(node: Message): KeptContext | null;
    open(source: Wire.Place): unknown;
  }

  interface ToolResult {
    name: string;
    text: string;
    server?: string;
    failed?: boolean;
  }

  /** What the worker that colours code is asked. */
  interface ColourRequest {
    code: string;
    language: string;
    /** Of a language that is not in the library's own file. */
    file: string | null;
  }

  type Grade = 'original' | 'same' | 'good' | 'usual' | 'less' | 'poor';

  /** A page that the address names. */
  interface Page {
    element: HTMLElement;
    show(rest: string | null): Promise<void>;
    leave(): void;
  }

  type Nothing = null | undefined | false;
  type Child = Node | string | Nothing | readonly Child[];

  type Listeners = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: ((event: HTMLElementEventMap[Name]) => unknown) | null };
  type AttributeName = 'accept' | 'autocomplete' | 'autofocus' | 'class' | 'd' | 'download' | 'draggable' | 'focusable' | 'for' | 'hidden' | 'high' | 'href' | 'id' | 'label' | 'lang' | 'list'
    | 'max' | 'maxlength' | 'method' | 'min' | 'multiple' | 'name' | 'open' | 'placeholder' | 'readonly' | 'required' | 'role' | 'rows' | 'scope' | 'spellcheck' | 'step' | 'tabindex'
    | 'title' | 'type' | 'viewBox' | `aria-${string}` | `data-${string}`;

  /** Listeners, attributes, and what is set as a property. A value of nothing, or false, is left out. */
  type Props = Listeners & { [Name in AttributeName]?: string | number | boolean | Nothing } & {
    value?: string | number;
    checked?: boolean;
    disabled?: boolean;
    selected?: boolean;
  };
}
