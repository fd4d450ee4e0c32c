import { ChatOpenAICompletions, type OpenAIClient, wrapOpenAIClientError } from '@langchain/openai';

type Streaming = OpenAIClient.Chat.ChatCompletionCreateParamsStreaming;
type Whole = OpenAIClient.Chat.ChatCompletionCreateParamsNonStreaming;

/**
 * The chat completions client without the SDK's own parsing of structured answers: that one throws away an answer
 * that is not JSON, or was cut, together with its text and the tokens that it cost, and a repair needs the former
 * as much as a budget needs the latter.
 */
export class UnparsedCompletions extends ChatOpenAICompletions {
  override completionWithRetry(
    request: Streaming,
    options?: OpenAIClient.RequestOptions,
  ): Promise<AsyncIterable<OpenAIClient.Chat.Completions.ChatCompletionChunk>>;
  override completionWithRetry(
    request: Whole,
    options?: OpenAIClient.RequestOptions,
  ): Promise<OpenAIClient.Chat.Completions.ChatCompletion>;
  override async completionWithRetry(request: Streaming | Whole, options?: OpenAIClient.RequestOptions) {
    if (request.stream === true) return super.completionWithRetry(request, options);
    // Before the client is looked at: this makes it.
    const { maxRetries: _, ...clientOptions } = this._getClientOptions(options);
    try {
      return await this.client.chat.completions.create(request, { ...clientOptions, maxRetries: 0 });
    } catch (error) {
      throw wrapOpenAIClientError(error);
    }
  }
}
