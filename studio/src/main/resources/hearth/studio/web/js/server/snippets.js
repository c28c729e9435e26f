/** How programs call this server. Pure. */

/** @type {(keyof ReturnType<typeof snippets>)[]} */
export const LANGUAGES = ['curl', 'Python', 'JavaScript', 'LangChain4j'];

/** Texts by language, for an address and a model. @param {string} url @param {string} model @param {boolean} hasToken */
export function snippets(url, model, hasToken) {
  const header = hasToken ? ' -H "Authorization: Bearer $HEARTH_TOKEN"' : '';
  return {
    curl: `curl ${url}/api/chat${header} -d '{
  "model": "${model}",
  "messages": [{"role": "user", "content": "Why is the sky blue?"}],
  "stream": false
}'`,
    Python: `# pip install ollama
${hasToken ? 'import os\n' : ''}from ollama import Client

client = Client(host="${url}"${hasToken ? ', headers={"Authorization": "Bearer " + os.environ["HEARTH_TOKEN"]}' : ''})
for part in client.chat(
    model="${model}",
    messages=[{"role": "user", "content": "Why is the sky blue?"}],
    stream=True,
):
    print(part.message.content, end="", flush=True)`,
    JavaScript: `const response = await fetch("${url}/api/chat", {
  method: "POST",${hasToken ? '\n  headers: { Authorization: `Bearer ${process.env.HEARTH_TOKEN}` },' : ''}
  body: JSON.stringify({
    model: "${model}",
    messages: [{ role: "user", content: "Why is the sky blue?" }],
    stream: false,
  }),
});
console.log((await response.json()).message.content);`,
    LangChain4j: `// dev.langchain4j:langchain4j-ollama
${hasToken ? 'import java.util.Map;\n' : ''}import dev.langchain4j.model.ollama.OllamaChatModel;

OllamaChatModel model = OllamaChatModel.builder()
        .baseUrl("${url}")
        .modelName("${model}")${hasToken ? '\n        .customHeaders(Map.of("Authorization", "Bearer " + System.getenv("HEARTH_TOKEN")))' : ''}
        .build();
System.out.println(model.chat("Why is the sky blue?"));`,
  };
}
