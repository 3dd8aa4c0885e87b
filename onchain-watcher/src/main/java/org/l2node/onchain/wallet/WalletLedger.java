package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;

/** What blocks and own transactions do to the wallet's outputs. No state of its own. */
final class WalletLedger {
  /** So deep that no reorganisation reaches: spent outputs and sync points below are forgotten. */
  static final int BURIED = 288;

  private final AddressBook addresses;

  WalletLedger(AddressBook addresses) {
    this.addresses = addresses;
  }

  void connect(BlockRef ref, Block block, WalletEdit edit) {
    boolean again = true;
    while (again) { // an address found to be used makes more addresses known, which earlier transactions of the block may have paid to
      again = false;
      for (Transaction tx : block.tx) {
        spendInputs(tx, ref, false, edit);
        again |= addOutputs(tx, ref, edit);
      }
    }
    edit.add(new WalletWrite.AddSyncPoint(ref));
    if (ref.height().value() > BURIED) {
      forgetBelow(new BlockHeight(ref.height().value() - BURIED), edit);
    }
  }

  private static void forgetBelow(BlockHeight height, WalletEdit edit) {
    edit.add(new WalletWrite.DropSyncPointsBelow(height));
    for (WalletOutput output : edit.state().outputs()) {
      OutputSpend spend = output.spend();
      if (spend != null && spend.block() != null && spend.block().height().isBelow(height)) {
        edit.add(new WalletWrite.DeleteOutput(output.outPoint()));
      }
    }
  }

  /**
   * The wallet stands by a transaction it built: its inputs are spent and its change is there, unconfirmed. Repeating it changes nothing.
   * One that spends nothing of the wallet's is somebody else's, who may replace it: what it pays counts once a block has it.
   */
  void commit(Transaction tx, WalletEdit edit) {
    if (tx.txIn.stream().noneMatch(in -> edit.state().output(in.outPoint) != null)) {
      return;
    }
    spendInputs(tx, null, true, edit);
    addOutputs(tx, null, edit);
  }

  private static void spendInputs(Transaction tx, @Nullable BlockRef ref, boolean own, WalletEdit edit) {
    boolean isOurs = false;
    for (TxIn in : tx.txIn) {
      WalletOutput output = edit.state().output(in.outPoint);
      if (output == null) {
        continue;
      }
      isOurs = true;
      OutputSpend before = output.spend();
      boolean isSame = before != null && before.spender().equals(tx.txid);
      if (isSame && ref == null) {
        continue; // known already, perhaps even confirmed
      }
      if (!isSame && ref == null && before != null && before.block() != null) {
        continue; // something else is confirmed: this transaction can never be
      }
      OutputSpend now = new OutputSpend(tx.txid, own || (isSame && before.own()), ref);
      if (!now.equals(before)) {
        edit.add(new WalletWrite.PutOutput(output.spentBy(now)));
      }
      if (before != null && !isSame) {
        forgetUnconfirmed(before.spender(), edit);
      }
    }
    if (isOurs) {
      dropReservations(tx, edit);
    }
  }

  /** A reservation ends with its own transaction, and with any other that is confirmed and takes its inputs. */
  private static void dropReservations(Transaction tx, WalletEdit edit) {
    Set<OutPoint> spent = new HashSet<>();
    tx.txIn.forEach(in -> spent.add(in.outPoint));
    for (Reservation reservation : edit.state().reservations()) {
      if (reservation.tx().txIn.stream().anyMatch(in -> spent.contains(in.outPoint))) {
        edit.add(new WalletWrite.DeleteReservation(reservation.owner()));
      }
    }
  }

  /** A transaction lost against a conflict: what it made is gone, and so is what was made of that. */
  private static void forgetUnconfirmed(TxId txId, WalletEdit edit) {
    for (WalletOutput output : edit.state().outputs()) {
      if (output.outPoint().txid.equals(txId) && output.block() == null) {
        edit.add(new WalletWrite.DeleteOutput(output.outPoint()));
        if (output.spend() != null) {
          forgetUnconfirmed(output.spend().spender(), edit);
        }
      }
    }
  }

  private boolean addOutputs(Transaction tx, @Nullable BlockRef ref, WalletEdit edit) {
    boolean more = false;
    for (int i = 0; i < tx.txOut.size(); i++) {
      TxOut out = tx.txOut.get(i);
      KeyLocation key = addresses.find(out.publicKeyScript);
      if (key == null) {
        continue;
      }
      OutPoint outPoint = new OutPoint(tx.txid, i);
      WalletOutput before = edit.state().output(outPoint);
      if (before == null) {
        edit.add(new WalletWrite.PutOutput(
            new WalletOutput(outPoint, new Satoshi(out.amount.toLong()), out.publicKeyScript, key, tx.isCoinbase(), ref, null)));
      } else if (ref != null && !ref.equals(before.block())) {
        edit.add(new WalletWrite.PutOutput(before.confirmedIn(ref)));
      }
      more |= ref != null && addresses.markUsed(key, edit);
    }
    return more;
  }

  /** The last block is undone: the wallet's own transactions wait again, what others did is forgotten until a block has it again. */
  void disconnect(BlockRef ref, WalletEdit edit) {
    Set<TxId> own = new HashSet<>();
    for (WalletOutput output : edit.state().outputs()) {
      if (output.spend() != null && output.spend().own()) {
        own.add(output.spend().spender());
      }
    }
    for (WalletOutput output : edit.state().outputs()) {
      OutputSpend spend = output.spend();
      boolean isSpendUndone = spend != null && ref.equals(spend.block());
      OutputSpend left = !isSpendUndone ? spend : spend.own() ? new OutputSpend(spend.spender(), true, null) : null;
      if (!ref.equals(output.block())) {
        if (isSpendUndone) {
          edit.add(new WalletWrite.PutOutput(output.spentBy(left)));
        }
      } else if (own.contains(output.outPoint().txid) && !output.coinbase()) {
        edit.add(new WalletWrite.PutOutput(output.confirmedIn(null).spentBy(left)));
      } else {
        edit.add(new WalletWrite.DeleteOutput(output.outPoint()));
      }
    }
    edit.add(new WalletWrite.DropSyncPointsFrom(ref.height()));
  }

  /** Undoes {@link #commit} for a transaction that is not confirmed. True if there was one. */
  boolean abandon(TxId txId, WalletEdit edit) {
    boolean found = false;
    for (WalletOutput output : edit.state().outputs()) {
      OutputSpend spend = output.spend();
      if (spend != null && spend.spender().equals(txId) && spend.own() && spend.block() == null) {
        edit.add(new WalletWrite.PutOutput(output.spentBy(null)));
        found = true;
      }
    }
    if (found) {
      forgetUnconfirmed(txId, edit);
    }
    return found;
  }
}
