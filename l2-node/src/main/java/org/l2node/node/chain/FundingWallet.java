package org.l2node.node.chain;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.onchain.sweep.AnchorReserve;
import org.l2node.onchain.wallet.FundingRequest;
import org.l2node.onchain.wallet.FundingResult;
import org.l2node.onchain.wallet.Reservation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pays for channels out of the on-chain wallet. */
public final class FundingWallet {
  /** What the text of a refusal holds where money is missing. */
  public static final String NOT_ENOUGH = "not enough money";

  private static final Logger LOG = LoggerFactory.getLogger(FundingWallet.class);

  private static final String OWNER_PREFIX = "channel ";

  private final ChainService chain;
  private final IntSupplier channels;

  /** @param channels how many channels there are that may yet be closed by a commitment */
  public FundingWallet(ChainService chain, IntSupplier channels) {
    this.chain = chain;
    this.channels = channels;
  }

  /** What must stay in the wallet to pay the fees of closing the channels there are. */
  public Satoshi reserve() {
    return AnchorReserve.of(channels.getAsInt());
  }

  /** Builds the funding transaction, off the caller's thread; {@code answer} is given what came of it. */
  public void fund(Effect.FundingNeeded needed, Consumer<ChannelEvent.Command> answer) {
    FundingRequest request = new FundingRequest(owner(needed.temporaryChannelId()), needed.script(), needed.amount(), needed.feerate(),
        AnchorReserve.of(channels.getAsInt() + 1));
    chain.later(() -> answer.accept(fund(request)));
  }

  private ChannelEvent.Command fund(FundingRequest request) {
    FundingResult result;
    try {
      result = chain.wallet().fund(request);
    } catch (RuntimeException bug) {
      LOG.error("no funding transaction could be built", bug);
      return new ChannelEvent.FundingFailed("the wallet failed: " + bug.getClass().getSimpleName());
    }
    return switch (result) {
      case FundingResult.Built(var tx, int outputIndex, _) -> new ChannelEvent.FundingBuilt(tx, outputIndex);
      case FundingResult.InsufficientFunds(Satoshi have, Satoshi need) ->
        new ChannelEvent.FundingFailed(
            NOT_ENOUGH + " in the wallet: " + have + " can be spent, " + need + " are needed with the fee, and with the "
                + request.keepBack() + " that must stay there to pay for closing the channels");
      case FundingResult.BelowDust(Satoshi limit) -> new ChannelEvent.FundingFailed("below the dust limit of " + limit);
      case FundingResult.TooManyInputs(int limit) ->
        new ChannelEvent.FundingFailed("the wallet's coins are too small: more than " + limit + " would be needed");
    };
  }

  /** The inputs of a channel that came to nothing are free again. */
  public void abandon(TemporaryChannelId temporaryChannelId) {
    chain.later(() -> chain.wallet().release(owner(temporaryChannelId)));
  }

  /** After a restart: frees what was kept for channels that are no more. */
  public void releaseAllBut(Set<TemporaryChannelId> living) {
    for (Reservation reservation : chain.wallet().reservations()) {
      boolean isOfAChannel = reservation.owner().startsWith(OWNER_PREFIX);
      if (isOfAChannel && living.stream().noneMatch(id -> owner(id).equals(reservation.owner()))) {
        chain.wallet().release(reservation.owner());
      }
    }
  }

  private static String owner(TemporaryChannelId id) {
    return OWNER_PREFIX + id;
  }
}
